#include "textflag.h"

// func lines(from unsafe.Pointer, count int)
TEXT ·lines(SB), NOSPLIT, $0-16
	MOVQ from+0(FP), AX
	MOVQ count+8(FP), CX

next:
	PREFETCHT0 (AX)
	ADDQ $64, AX
	DECQ CX
	JGT  next
	RET
