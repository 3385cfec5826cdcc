package aero

// ParticleType says how the bytes of a value are to be read. The numbers are those of the Aerospike protocol and
// of stored records.
type ParticleType uint8

// The particle types of Aerospike 8.1.
const (
	ParticleNil     ParticleType = 0
	ParticleInteger ParticleType = 1
	ParticleFloat   ParticleType = 2
	ParticleString  ParticleType = 3
	ParticleBlob    ParticleType = 4
	ParticleBool    ParticleType = 17
	ParticleHLL     ParticleType = 18
	ParticleMap     ParticleType = 19
	ParticleList    ParticleType = 20
	ParticleGeoJSON ParticleType = 23
)

// Particle is a value in its encoded form: what travels in a message and what a record stores, byte for byte.
type Particle struct {
	// Type says how Data is to be read.
	Type ParticleType
	// Data is the encoded value without type and length: 8 big-endian bytes for an integer or float, one byte
	// for a bool, MessagePack for lists and maps, the bytes themselves for the rest; nil for ParticleNil.
	Data []byte
}

// Bin is a named value of a record.
type Bin struct {
	// Name is the bin's name, 1 to 15 bytes.
	Name string
	// Value is the bin's value; ParticleNil in a write removes the bin.
	Value Particle
}
