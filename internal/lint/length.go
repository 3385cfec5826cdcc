package lint

import "fmt"

// maxLines is the owner's limit for a file of code, tests included.
const maxLines = 300

// Length finds files that are longer than a reader can hold in mind.
func Length(f *File) []Finding {
	if f.Generated || f.Lines <= maxLines {
		return nil
	}
	text := fmt.Sprintf("%d lines, the limit is %d: split the file by concept", f.Lines, maxLines)
	return []Finding{{Path: f.Path, Line: 1, Text: text}}
}
