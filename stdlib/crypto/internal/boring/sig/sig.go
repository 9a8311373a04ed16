// Marks in gc's binaries that tell which crypto is linked in; here there is nothing to mark.
package sig

func BoringCrypto()   {}
func FIPSOnly()       {}
func StandardCrypto() {}
