package expr

import "github.com/aerolith/aerolith/internal/exprcode"

// IntBin is the integer in a bin; as with all bins, unknown if there is no such bin or it has another type.
func IntBin(bin string) Expression { return Bin(TypeInt, bin) }

// FloatBin is the float in a bin.
func FloatBin(bin string) Expression { return Bin(TypeFloat, bin) }

// StringBin is the string in a bin.
func StringBin(bin string) Expression { return Bin(TypeString, bin) }

// BoolBin is the boolean in a bin.
func BoolBin(bin string) Expression { return Bin(TypeBool, bin) }

// ListBin is the list in a bin.
func ListBin(bin string) Expression { return Bin(TypeList, bin) }

// MapBin is the map in a bin.
func MapBin(bin string) Expression { return Bin(TypeMap, bin) }

// Bin is the value of a bin that has the type.
func Bin(t Type, bin string) Expression { return instruction(exprcode.Bin, Int(int64(t)), name(bin)) }

// BinType is the particle type of a bin, 0 if there is none.
func BinType(bin string) Expression { return instruction(exprcode.BinType, name(bin)) }

// BinExists holds if there is such a bin.
func BinExists(bin string) Expression { return NotEqual(BinType(bin), Int(0)) }

// Key is the stored user key that has the type: TypeInt, TypeString or TypeBlob.
func Key(t Type) Expression { return instruction(exprcode.Key, Int(int64(t))) }

// KeyExists holds if the record has a stored user key.
func KeyExists() Expression { return instruction(exprcode.KeyExists) }

// SetName is the name of the record's set, empty for none.
func SetName() Expression { return instruction(exprcode.SetName) }

// TTL is in how many seconds the record expires, -1 for never.
func TTL() Expression { return instruction(exprcode.TTL) }

// VoidTime is when the record expires, in nanoseconds since 1970, -1 for never.
func VoidTime() Expression { return instruction(exprcode.VoidTime) }

// LastUpdate is when the record was written, in nanoseconds since 1970.
func LastUpdate() Expression { return instruction(exprcode.LastUpdate) }

// SinceUpdate is how many milliseconds ago the record was written.
func SinceUpdate() Expression { return instruction(exprcode.SinceUpdate) }

// RecordSize is the size of the stored record in bytes.
func RecordSize() Expression { return instruction(exprcode.RecordSize) }

// IsTombstone holds if the record is the mark of a durable delete.
func IsTombstone() Expression { return instruction(exprcode.IsTombstone) }

// DigestModulo is the remainder of a part of the digest, which spreads records evenly; the divisor is not 0.
func DigestModulo(divisor int32) Expression {
	return instruction(exprcode.DigestModulo, Int(int64(divisor)))
}
