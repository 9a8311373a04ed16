package main

// Too large to be copied into other chunks.
func each(s []int, f func(int) int) (sum int) {
	for i := range s {
		for j := range s {
			for k := range s {
				s[i], s[j], s[k] = s[j]+f(s[k]), s[k]-f(s[i]), s[i]^f(s[j])
				s[i], s[j], s[k] = s[j]*f(s[i]), s[k]|f(s[j]), s[i]&f(s[k])
				sum += s[i] + s[j]
			}
		}
	}
	return
}
