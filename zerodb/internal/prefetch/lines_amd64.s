#include "textflag.h"

// func lines(from unsafe.Pointer, count int)
TEXT ·lines(SB), NOSPLIT, $0-16
	MOVQ from+0(FP), AX
	MOVQ count+8(FP), CX
	SUBQ $8, CX
	JLT  rest

eight:
	PREFETCHT0 (AX)
	PREFETCHT0 64(AX)
	PREFETCHT0 128(AX)
	PREFETCHT0 192(AX)
	PREFETCHT0 256(AX)
	PREFETCHT0 320(AX)
	PREFETCHT0 384(AX)
	PREFETCHT0 448(AX)
	ADDQ $512, AX
	SUBQ $8, CX
	JGE  eight

rest:
	ADDQ $8, CX
	JLE  done

one:
	PREFETCHT0 (AX)
	ADDQ $64, AX
	DECQ CX
	JGT  one

done:
	RET
