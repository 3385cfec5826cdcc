package wire

import "fmt"

// AdminSize returns how many bytes the first administration message in the body of a frame takes: lists of users and roles
// put several into one frame. It relies on the number of fields that the head has. It returns ErrMalformed if the message
// is cut off.
func AdminSize(body []byte) (int, error) {
	head, err := DecodeAdmin(body)
	if err != nil {
		return 0, err
	}
	c := cursor{data: body, offset: adminHeaderSize}
	for range head.Fields {
		if len(c.sized()) == 0 {
			return 0, fmt.Errorf("field of an administration message is cut off: %w", ErrMalformed)
		}
	}
	return c.offset, nil
}
