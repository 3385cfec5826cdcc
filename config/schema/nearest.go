package schema

// distanceMax is how many letters a name may differ from a known one to be taken for a slip.
const distanceMax = 3

// nearestMax bounds the length of names that are compared: the comparison takes the product of the lengths.
const nearestMax = 64

// Nearest returns the name that a person probably meant, "" if none is near. Swapped, missing, wrong and additional letters count
// one each.
func Nearest(name string, known []string) string {
	best, least := "", distanceMax+1
	for _, candidate := range known {
		if d := distance(name, candidate); d < least && d*3 <= len(candidate) {
			best, least = candidate, d
		}
	}
	return best
}

// distance counts the edits between two names; swaps of neighbours are one edit. Names that are too long are far apart.
func distance(a, b string) int {
	if len(a) > nearestMax || len(b) > nearestMax || len(a)-len(b) > distanceMax || len(b)-len(a) > distanceMax {
		return distanceMax + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
