module github.com/aerolith/aerolith

go 1.26
