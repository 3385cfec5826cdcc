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
