package lua

import "github.com/yuin/gopher-lua/ast"

// concatName is the global that stands for the operator "..". No identifier of a source has such a name.
const concatName = " .. "

// Bounds of a source's form: deeper ones would exhaust the compiler's stack.
const (
	maxSyntaxLevels   = 1000
	maxConcatOperands = 32
)

// rewriter replaces the concatenation of strings, which the machine does without asking anybody, by calls of a
// function that charges for the memory.
type rewriter struct {
	depth int
	deep  bool // the source is nested too deeply
	line  int
}

// meterConcatenation rewrites a source. It returns a *CompileError if it is nested too deeply.
func meterConcatenation(name string, chunk []ast.Stmt) error {
	r := &rewriter{}
	r.block(chunk)
	if r.deep {
		return &CompileError{File: name, Line: r.line, Message: "chunk has too many syntax levels"}
	}
	return nil
}

// enter notes one more level and reports whether it is allowed.
func (r *rewriter) enter(line int) bool {
	r.depth++
	if r.depth > maxSyntaxLevels && !r.deep {
		r.deep, r.line = true, line
	}
	return !r.deep
}

// leave ends a level.
func (r *rewriter) leave() { r.depth-- }

// block rewrites statements.
func (r *rewriter) block(stmts []ast.Stmt) {
	for _, stmt := range stmts {
		if r.enter(stmt.Line()) {
			r.statement(stmt)
		}
		r.leave()
	}
}

// statement rewrites one statement.
func (r *rewriter) statement(stmt ast.Stmt) {
	switch s := stmt.(type) {
	case *ast.AssignStmt:
		r.list(s.Lhs)
		r.list(s.Rhs)
	case *ast.LocalAssignStmt:
		r.list(s.Exprs)
	case *ast.FuncCallStmt:
		r.one(&s.Expr)
	case *ast.DoBlockStmt:
		r.block(s.Stmts)
	case *ast.WhileStmt:
		r.one(&s.Condition)
		r.block(s.Stmts)
	case *ast.RepeatStmt:
		r.one(&s.Condition)
		r.block(s.Stmts)
	case *ast.IfStmt:
		r.one(&s.Condition)
		r.block(s.Then)
		r.block(s.Else)
	case *ast.NumberForStmt:
		r.one(&s.Init)
		r.one(&s.Limit)
		r.one(&s.Step)
		r.block(s.Stmts)
	case *ast.GenericForStmt:
		r.list(s.Exprs)
		r.block(s.Stmts)
	case *ast.FuncDefStmt:
		r.block(s.Func.Stmts)
	case *ast.ReturnStmt:
		r.list(s.Exprs)
	}
}

// list rewrites expressions.
func (r *rewriter) list(exprs []ast.Expr) {
	for i := range exprs {
		r.one(&exprs[i])
	}
}

// one rewrites an expression where it stands; there may be none.
func (r *rewriter) one(at *ast.Expr) {
	if *at == nil {
		return
	}
	if r.enter((*at).Line()) {
		r.expression(at)
	}
	r.leave()
}

// expression rewrites an expression.
func (r *rewriter) expression(at *ast.Expr) {
	switch e := (*at).(type) {
	case *ast.StringConcatOpExpr:
		*at = r.concatenation(e)
	case *ast.AttrGetExpr:
		r.one(&e.Object)
		r.one(&e.Key)
	case *ast.TableExpr:
		for _, field := range e.Fields {
			r.one(&field.Key)
			r.one(&field.Value)
		}
	case *ast.FuncCallExpr:
		r.one(&e.Func)
		r.one(&e.Receiver)
		r.list(e.Args)
	case *ast.LogicalOpExpr:
		r.one(&e.Lhs)
		r.one(&e.Rhs)
	case *ast.RelationalOpExpr:
		r.one(&e.Lhs)
		r.one(&e.Rhs)
	case *ast.ArithmeticOpExpr:
		r.one(&e.Lhs)
		r.one(&e.Rhs)
	case *ast.UnaryMinusOpExpr:
		r.one(&e.Expr)
	case *ast.UnaryNotOpExpr:
		r.one(&e.Expr)
	case *ast.UnaryLenOpExpr:
		r.one(&e.Expr)
	case *ast.FunctionExpr:
		r.block(e.Stmts)
	}
}

// concatenation returns the call that stands for a chain of concatenations.
func (r *rewriter) concatenation(e *ast.StringConcatOpExpr) ast.Expr {
	var operands []ast.Expr
	rest := ast.Expr(e)
	for len(operands) < maxConcatOperands-1 {
		chain, ok := rest.(*ast.StringConcatOpExpr)
		if !ok {
			break
		}
		operands = append(operands, chain.Lhs)
		rest = chain.Rhs
	}
	operands = append(operands, rest)
	r.list(operands)
	single(operands[len(operands)-1])
	name := &ast.IdentExpr{Value: concatName}
	name.SetLine(e.Line())
	name.SetLastLine(e.LastLine())
	call := &ast.FuncCallExpr{Func: name, Args: operands, AdjustRet: true}
	call.SetLine(e.Line())
	call.SetLastLine(e.LastLine())
	return call
}

// single keeps the last operand from standing for several values.
func single(e ast.Expr) {
	switch e := e.(type) {
	case *ast.FuncCallExpr:
		e.AdjustRet = true
	case *ast.Comma3Expr:
		e.AdjustRet = true
	}
}
