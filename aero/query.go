package aero

// IndexSource says which part of a bin's value a secondary index holds. The numbers are the protocol's.
type IndexSource uint8

// The sources of index entries.
const (
	// IndexValue takes the value itself.
	IndexValue IndexSource = 0
	// IndexListElements takes each element of a list.
	IndexListElements IndexSource = 1
	// IndexMapKeys takes each key of a map.
	IndexMapKeys IndexSource = 2
	// IndexMapValues takes each value of a map.
	IndexMapValues IndexSource = 3
	// IndexSet takes the record itself: the index lists the records of a set, so that a query of the set need not walk those
	// of others. It has neither bin nor type.
	IndexSet IndexSource = 4
)

// IndexDefinition says what a secondary index holds. Two indexes of a namespace differ in more than their names.
type IndexDefinition struct {
	// Namespace is where the index lives, Set the set whose records it holds; empty for the records of all sets and of
	// none.
	Namespace, Set string
	// Name names the index within its namespace, 1 to 63 bytes.
	Name string
	// Bin is the bin that is indexed; empty with an Expression.
	Bin string
	// Type is what values must be to be in the index: ParticleInteger, ParticleString, ParticleBlob or ParticleGeoJSON.
	// Others are left out.
	Type ParticleType
	// Source says which part of the bin's value is indexed.
	Source IndexSource
	// Context leads to a list or map, or a value, inside of the bin's value; nil for the whole. It is encoded as a list of
	// step types and values in turn.
	Context []byte
	// Expression is an encoded expression whose value is indexed in place of a bin's; nil for none.
	Expression []byte
}

// IndexRange asks for the records that have a value of a range in a secondary index. The index is found by Name, or
// else by what it holds: Bin or Expression, Type, Source and Context.
type IndexRange struct {
	// Name is the index's name; if it is empty the other members say which index is meant.
	Name string
	// Bin, Expression, Source and Context are as in IndexDefinition.
	Bin                 string
	Source              IndexSource
	Context, Expression []byte
	// Type is what kind of value is looked for.
	Type ParticleType
	// From and To are the first and last integer of the range, for ParticleInteger.
	From, To int64
	// Value is the string or blob that the records must have. For ParticleGeoJSON it is the text of a region, in which the
	// records' points shall lie, or of a point, which the records' regions shall contain.
	Value []byte
}

// BackgroundCommand is a write that is carried out on every record of a query, while nobody waits.
type BackgroundCommand struct {
	// ID is the number under which operators see and abort the job; unique among the jobs that run.
	ID uint64
	// Select says which records: by Namespace, Set, Index, Partitions (all if empty) and RecordsPerSecond. Nothing else of it
	// counts.
	Select ScanCommand
	// Write is what is done to each record that still exists: Flags, TTLSeconds, Filter and Operations, none of which may
	// read. Nothing else of it counts.
	Write RecordCommand
	// From says who asked, for operators.
	From string
}
