// Replaces the parts of reflect that are assembly in gc: calling a function whose type is known at run time only, and
// making functions of such types. Both need code made for the type.
package reflect

import (
	"internal/abi"
	"unsafe"
)

func call(stackArgsType *abi.Type, f, stackArgs unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, regArgs *abi.RegArgs) {
	panic("reflect: calling functions by reflection is not supported by minigo yet")
}

func makeFuncStub() {
	panic("reflect: calling a function made by MakeFunc is not supported by minigo yet")
}

func methodValueCall() {
	panic("reflect: calling a method value made by reflection is not supported by minigo yet")
}
