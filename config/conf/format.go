package conf

// What the server's parser is built with; none of it can be configured.
const (
	// lineMax is how many bytes of a line the server reads at once, its line break not counted. What follows is taken
	// for a line of its own.
	lineMax = 1023
	// depthMax is how many contexts may lie in each other.
	depthMax = 7
	// valuesMax is how many values of a line the server looks at.
	valuesMax = 3
	// commentMark starts a comment wherever it stands.
	commentMark = '#'
	// open and shut are the braces of a context when they stand alone.
	open, shut = "{", "}"
	// byteOrderMark is what some editors put at the start of a file.
	byteOrderMark = "\xef\xbb\xbf"
)
