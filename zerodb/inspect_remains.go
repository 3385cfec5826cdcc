package zerodb

import (
	"context"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
)

// surveyRemains shows every page of the tree of remains and of the trees that wait to be freed.
func surveyRemains(ctx context.Context, pages btree.Reader, state btree.State, visit func(btree.Visit)) error {
	show := func(v btree.Visit) error {
		visit(v)
		return ctx.Err()
	}
	list := btree.Tree{State: state}
	if err := list.Walk(pages, show); err != nil {
		return err
	}
	return catalog.EachRemains(pages, &list, func(m btree.Remains, err error) error {
		if err != nil {
			return show(btree.Visit{Ref: list.Root, Fault: err})
		}
		return m.Walk(pages, show)
	})
}
