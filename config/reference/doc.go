// Package reference writes pages for people from the registry: what each option does, the rules between options, the profiles, and
// what only the Enterprise edition has. "aerolith config explain" prints its entries; docs/reference holds its pages.
//
// Place in the map: above config/registry, check and profile. A test compares docs/reference with what the package writes.
//
// What always holds: the pages say nothing that the tables do not. Read entry.go first.
package reference
