package wire

import "github.com/aerolith/aerolith/aero"

// functionFieldCount is how many fields a function takes in a request.
const functionFieldCount = 3

// function returns the function that a request on one record asks for, nil for none.
func (d *Decoder) function() *aero.Function {
	if !d.fields.has(fieldFunctionFile) && !d.fields.has(fieldFunctionName) {
		return nil
	}
	return &aero.Function{
		Module:    d.names.String(d.fields.get(fieldFunctionFile)),
		Name:      d.names.String(d.fields.get(fieldFunctionName)),
		Arguments: valueBytes(d.fields.get(fieldFunctionList)),
	}
}

// emptyList is an encoded list without elements.
const emptyList = 0x90

// appendFunction appends the fields of a function, if there is one.
func appendFunction(dst []byte, f *aero.Function) []byte {
	if f == nil {
		return dst
	}
	dst = appendTextField(dst, fieldFunctionFile, f.Module)
	dst = appendTextField(dst, fieldFunctionName, f.Name)
	arguments := f.Arguments
	if len(arguments) == 0 {
		arguments = []byte{emptyList}
	}
	return appendBytesField(dst, fieldFunctionList, arguments)
}

// The values of the field that says what a function does with many records.
const (
	functionAggregates = 1
	functionBackground = 2
)

// scanFunction reads a request to apply a function to many records: to their stream, or to each while nobody waits.
// Without a list of partitions all are meant.
func (d *Decoder) scanFunction(c *cursor, h messageHeader, s *ScanRequest) error {
	kind, f := d.fields.get(fieldFunctionOp), d.function()
	if len(kind) != 1 || f == nil {
		return malformed("function on many records without its kind or its name")
	}
	if err := d.manyOperations(c, h, &s.Write.Operations); err != nil {
		return err
	}
	s.Write.Operations = cleared(s.Write.Operations) // clients repeat the names of bins; functions read what they want
	switch {
	case s.Command.Short:
		return malformed("short query with a function")
	case kind[0] == functionBackground:
		s.Background = true
		s.Write.Function, s.Write.Flags = f, decodeFlags(0, h.info2, 0)&aero.FlagDurableDelete
		s.Write.Filter, s.Command.Filter = s.Command.Filter, nil
		return nil
	case kind[0] != functionAggregates:
		return malformed("function on many records of an unknown kind")
	}
	s.Function = f
	if d.fields.present&partitionFields != 0 {
		return d.scanPartitions(s)
	}
	for id := range aero.PartitionID(aero.PartitionCount) {
		s.Command.Partitions = append(s.Command.Partitions, aero.PartitionRange{ID: id})
	}
	return nil
}

// AppendValue appends the message with one result of a function on a stream. Results share frames as records do.
func AppendValue(dst []byte, bin aero.Bin) []byte {
	dst = appendMessageHeader(dst, messageHeader{operations: 1})
	return appendBinOperations(dst, []aero.Bin{bin})
}
