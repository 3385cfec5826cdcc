package client

// RaceEnabled says that the race detector is on, for tests outside of the package.
const RaceEnabled = raceEnabled
