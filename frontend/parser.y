// frontend/parser.y: the grammar of Go 1.22.
//
// Reading order: file, declarations, types, parameters, expressions, statements.
//
// Three things make Go fit into LALR(1):
//   - Types in expressions. `expr` contains the types that start with a token of their own ([ chan map struct interface
//     func); names, *T and (T) are expressions anyway. Where only a type may stand, `type` is used; no state has both.
//   - Names in parameter lists, embedded fields, type parameters versus array lengths: parsed in their widest form, sorted
//     out in actions (ParseDriver::params, typeSpecBracket, ...).
//   - Composite literals: the driver delivers "{" as Lbody where it must not open one (see parse_driver.h).
//
// Errors: see recovery.def. Each `error R_X` names a context of gc's parser. Where a state could reduce by default on a
// wrong token and so lose its context, rules are spelled out instead of using empty nonterminals.
//
// Precedence: postfix operators and "{" bind tighter than unary ones, those tighter than binary ones. A rule marked LOW
// yields to any token that could continue it.
%require "3.8"
%skeleton "lalr1.cc"
%define api.namespace {frontend}
%define api.parser.class {Parser}
%define api.value.type variant
%define api.location.type {frontend::Pos}
%define api.token.prefix {T_}
%define api.token.raw
%define parse.error custom
%locations
%param {frontend::ParseDriver &d}

%code requires {
#include "frontend/parse_driver.h"
}

%code {
#pragma clang diagnostic ignored "-Wunused-but-set-variable" // the skeleton's yynerrs_
#define YYLLOC_DEFAULT(Current, Rhs, N) ((Current) = YYRHSLOC(Rhs, (N) ? 1 : 0))

namespace frontend {
static int feed(Parser::value_type *value, Pos *pos, ParseDriver &d, size_t depth);
}
// Called inside Parser::parse. An error counts as dealt with as soon as the next token is asked for: recovery is
// driven by recovery tokens, not by Bison's count of three good tokens.
#define yylex(value, pos, d) (yyerrstatus_ = 0, feed(value, pos, d, yystack_.size()))

#define LIST(T, x) (make<List<T>>(1, x))
#define PUSH(l, x) ((l)->push_back(x), (l))
#define MOVE(l) std::move(*(l))

using namespace frontend;
}

%token
  Semi ";" Lparen "(" Lbrack "[" Lbrace "{" Lbody "{ of a body" Rparen ")" Rbrack "]" Rbrace "}"
  Comma "," Colon ":" Dot "." DotDotDot "..." Assign "=" Define ":=" Arrow "<-" Star "*"
  Not "!" Tilde "~" OrOr "||" AndAnd "&&" Eql "==" Neq "!=" Lss "<" Leq "<=" Gtr ">" Geq ">="
  Add "+" Sub "-" Or "|" Xor "^" Div "/" Rem "%" And "&" AndNot "&^" Shl "<<" Shr ">>"
  Break "break" Case "case" Chan "chan" Const "const" Continue "continue" Default "default" Defer "defer" Else "else"
  Fallthrough "fallthrough" For "for" Func "func" Go "go" Goto "goto" If "if" Import "import" Interface "interface"
  Map "map" Package "package" Range "range" Return "return" Select "select" Struct "struct" Switch "switch" Type "type"
  Var "var"
%token
  R_Package R_PkgSemi R_AfterDecl R_Decl R_Group R_Struct R_Iface R_Args R_Lit R_Params R_TParams R_Stmt R_Rbrace R_Case
  R_Colon R_Header R_ForSemi R_Assign R_Else R_SelectBody R_Import R_TypeDecl R_FuncName R_MethodName R_QName R_Name
  R_Field R_Dots R_ChanElem R_Chan R_Term R_Param R_TParam R_Type R_Sel R_Index R_Lparen R_Lbrack R_Lbrace R_Rparen
  R_Rbrack R_TypeBrack R_Label R_Expr R_IfBody R_ForBody R_SwitchBody
%token <frontend::Name *> Name
%token <frontend::BasicLit *> Literal
%token <frontend::Op> AssignOp IncOp
%type <frontend::Str> semi

%type <frontend::Name *> name
%type <frontend::List<frontend::Name *> *> names fnames
%type <frontend::Expr *> expr list type type_ok type_d type_ce named qname other other_np paren recv arr littype chan
%type <frontend::Expr *> struct_type interface_type map_type term iembed
%type <frontend::ListExpr *> exprs2
%type <frontend::FuncType *> functype sig
%type <frontend::List<frontend::Expr *> *> args arg_list tlist clist targs
%type <frontend::CompositeLit *> lit_rest elems
%type <frontend::Expr *> elem litval
%type <frontend::SliceExpr *> slice_rest
%type <frontend::Field *> param0 param tparam tpfirst0 tpfirst ielem
%type <frontend::List<frontend::Field *> *> receiver params type_tparams tparams plist_rest param_list tparam_list result ielems field0
%type <frontend::StructTypeExpr *> fields
%type <frontend::List<frontend::Decl *> *> gendecl import_group const_group const_specs type_group type_specs var_group var_specs import_specs
%type <frontend::Decl *> import_spec const_spec var_spec type_spec func_decl
%type <bool> assign_opt
%type <frontend::BlockStmt *> fn_body block if_body for_body body_opt block_rest
%type <frontend::List<frontend::Stmt *> *> stmt_seq
%type <frontend::ParseDriver::FuncState> fn_enter
%type <frontend::Stmt *> stmt
%type <frontend::SimpleStmt *> simple hsimple range_clause finit fcond
%type <frontend::IfStmt *> if_stmt if_head
%type <frontend::ForStmt *> for_head
%type <frontend::Header *> if_header for_header switch_header
%type <frontend::SwitchStmt *> switch_head
%type <frontend::SwitchStmt *> switch_body
%type <frontend::SelectStmt *> select_body
%type <frontend::List<frontend::CaseClause *> *> cases
%type <frontend::List<frontend::CommClause *> *> comms
%type <frontend::CaseClause *> case_head
%type <frontend::CommClause *> comm_head

%precedence LOW
%precedence error
%left "||"
%left "&&"
%left "==" "!=" "<" "<=" ">" ">="
%left "+" "-" "|" "^"
%left "*" "/" "%" "&" "&^" "<<" ">>"
%precedence UNARY
%precedence "(" "[" "{" "{ of a body" "." "<-"

%%

// ---------------------------------------------------------------------------------------------------------------- file

file:
  "package" name semi            { if (d.errorCount()) YYABORT; d.startFile(@1, $2); }
  decls YYEOF                    { d.endFile(@6); }
| "package" name error R_PkgSemi { YYABORT; }
| error R_Package                { YYABORT; }
;

semi: ";" { $$ = d.token().text; };

decls:
  %empty
| decls topdecl ";"              { d.endDecl(); }
| decls topdecl error R_AfterDecl
| decls error R_Decl             { d.noDecl(); }
;

topdecl:
  "import"                       { d.importDecl(@1); }
  import_group                   { d.addDecls($3); }
| gendecl                        { d.addDecls($1); }
| func_decl                      { d.addDecl($1); }
;

name: Name | error R_Name        { $$ = make<Name>(@1, "_"); };
names: name                      { $$ = LIST(Name *, $1); }
| names "," name                 { $$ = PUSH($1, $3); }
;

// -------------------------------------------------------------------------------------------------------- declarations

gendecl: "const" const_group { $$ = $2; } | "type" type_group { $$ = $2; } | "var" var_group { $$ = $2; };

import_group: import_spec                        { $$ = LIST(Decl *, $1); }
| "(" import_specs ")"                           { $$ = d.group(@1, $2); }
| "(" import_specs import_spec ")"               { $$ = d.group(@1, PUSH($2, $3)); }
| "(" import_specs import_spec error R_Group     { $$ = d.group(@1, PUSH($2, $3)); }
;
import_specs: %empty { $$ = make<List<Decl *>>(); } | import_specs import_spec ";" { $$ = PUSH($1, $2); };
import_spec:
  Literal                        { $$ = d.importSpec(@1, nullptr, $1); }
| Name Literal                   { $$ = d.importSpec(@1, $1, $2); }
| "." Literal                    { $$ = d.importSpec(@1, make<Name>(@1, "."), $2); }
| error R_Import                 { $$ = d.importSpec(@1, nullptr, nullptr); }
| Name error R_Import            { $$ = d.importSpec(@1, $1, nullptr); }
| "." error R_Import             { $$ = d.importSpec(@1, nullptr, nullptr); }
;

const_group: const_spec                          { $$ = LIST(Decl *, $1); }
| "(" const_specs ")"                            { $$ = d.group(@1, $2); }
| "(" const_specs const_spec ")"                 { $$ = d.group(@1, PUSH($2, $3)); }
| "(" const_specs const_spec error R_Group       { $$ = d.group(@1, PUSH($2, $3)); }
;
const_specs: %empty { $$ = make<List<Decl *>>(); } | const_specs const_spec ";" { $$ = PUSH($1, $2); };
const_spec:
  names                          { auto *c = make<ConstDecl>(@1); c->names = MOVE($1); $$ = d.spec(c); }
| names type_ok                  { auto *c = make<ConstDecl>(@1); c->names = MOVE($1); c->type = $2; $$ = d.spec(c); }
| names assign list              { auto *c = make<ConstDecl>(@1); c->names = MOVE($1); c->values = $3; $$ = d.spec(c); }
| names type_ok assign list      { auto *c = make<ConstDecl>(@1); c->names = MOVE($1); c->type = $2; c->values = $4; $$ = d.spec(c); }
;

var_group: var_spec                              { $$ = LIST(Decl *, $1); }
| "(" var_specs ")"                              { $$ = d.group(@1, $2); }
| "(" var_specs var_spec ")"                     { $$ = d.group(@1, PUSH($2, $3)); }
| "(" var_specs var_spec error R_Group           { $$ = d.group(@1, PUSH($2, $3)); }
;
var_specs: %empty { $$ = make<List<Decl *>>(); } | var_specs var_spec ";" { $$ = PUSH($1, $2); };
var_spec:
  names type                     { auto *v = make<VarDecl>(@1); v->names = MOVE($1); v->type = $2; $$ = d.spec(v); }
| names assign list              { auto *v = make<VarDecl>(@1); v->names = MOVE($1); v->values = $3; $$ = d.spec(v); }
| names type assign list         { auto *v = make<VarDecl>(@1); v->names = MOVE($1); v->type = $2; v->values = $4; $$ = d.spec(v); }
;

// "=", or ":=" by mistake.
assign: "=" | ":="               { d.syntaxError(@1, "unexpected :=, expected ="); };
assign_opt: %empty { $$ = false; } | assign { $$ = true; };

type_group: type_spec                            { $$ = LIST(Decl *, $1); }
| "(" type_specs ")"                             { $$ = d.group(@1, $2); }
| "(" type_specs type_spec ")"                   { $$ = d.group(@1, PUSH($2, $3)); }
| "(" type_specs type_spec error R_Group         { $$ = d.group(@1, PUSH($2, $3)); }
;
type_specs: %empty { $$ = make<List<Decl *>>(); } | type_specs type_spec ";" { $$ = PUSH($1, $2); };

// After `type T [` comes an array length, or a type parameter list. A list whose first element cannot be an expression
// (`[P any`) is a tpfirst; otherwise it is parsed as an expression: `[P *C]`, `[P (C)]`, `[P *C|D,]`, `[P, Q any]`.
type_spec:
  name named                                     { $$ = d.typeSpec($1, false, $2); }
| name other                                     { $$ = d.typeSpec($1, false, $2); }
| name paren                                     { $$ = d.typeSpec($1, false, $2); }
| name recv                                      { $$ = d.typeSpec($1, false, $2); }
| name assign type_d                             { $$ = d.typeSpec($1, true, $3); }
| name "[" "]" type                              { $$ = d.typeSpec($1, false, d.sliceType(@2, $4)); }
| name "[" "..." rbrack type                     { $$ = d.typeSpec($1, false, d.array(@2, nullptr, $5)); }
| name "[" expr "]" type                         { $$ = d.typeSpecBracket($1, @2, $3, false, $5); }
| name "[" expr "]" assign type_d                { $$ = d.typeSpecBracket($1, @2, $3, true, $6); }
| name "[" expr error R_TypeBrack type           { $$ = d.typeSpecBracket($1, @2, $3, false, $6); }
| name "[" type_tparams assign_opt type_d        { $$ = d.typeSpecParams($1, @2, $3, $4, $5); }
| name error R_TypeDecl                          { $$ = d.typeSpec($1, false, make<BadExpr>(@2)); }
;
// Null: it was an array length with a comma.
type_tparams:
  expr "," tp_close                              { $$ = d.typeParamsExpr($1, @2, nullptr, @3); }
| expr "," tparam_list tps_close                 { $$ = d.typeParamsExpr($1, @2, $3, @4); }
| tpfirst tps_close                              { $$ = d.typeParams($1, nullptr, @2); }
| tpfirst "," tparam_list tps_close              { $$ = d.typeParams($1, $3, @4); }
;
type_d: type_ok | error R_TypeDecl               { $$ = make<BadExpr>(@1); };
tpfirst: tpfirst0 | tpfirst "|" term             { $$ = d.unionField($1, @2, $3); };
tpfirst0:
  Name named                     { $$ = make<Field>(@1, $1, $2); }
| Name other_np                  { $$ = make<Field>(@1, $1, $2); }
| Name recv                      { $$ = make<Field>(@1, $1, $2); }
| Name "~" type                  { $$ = make<Field>(@1, $1, d.unary(@2, Op::Tilde, $3)); }
| Name "[" "]" type              { $$ = make<Field>(@1, $1, d.sliceType(@2, $4)); }
| Name "[" expr rbrack           { $$ = make<Field>(@1, nullptr, d.index(@2, $1, $3)); }
| Name "[" expr rbrack type_ok   { $$ = make<Field>(@1, $1, d.array(@2, $3, $5)); }
| Name "[" expr clist rbrack     { $4->insert($4->begin(), $3); $$ = make<Field>(@1, nullptr, d.index(@2, $1, d.listOrOne($4))); }
| Name "..." type_ok             { $$ = make<Field>(@1, $1, d.high(make<DotsType>(@2, $3), $3)); }
;

func_decl:
  "func" Name sig body_opt                                     { $$ = d.funcDecl(@2, nullptr, $2, nullptr, $3, $4); }
| "func" Name "[" tparams sig body_opt                         { $$ = d.funcDecl(@2, nullptr, $2, $4, $5, $6); $5->pos = @3; }
| "func" Name "[" "]"                                          { d.syntaxError(@4, "empty type parameter list"); }
  sig body_opt                                                 { $$ = d.funcDecl(@2, nullptr, $2, nullptr, $6, $7); }
| "func" receiver Name sig body_opt                              { $$ = d.funcDecl(@2, $2, $3, nullptr, $4, $5); }
| "func" receiver Name "["                                       { d.syntaxError(@4, "method must have no type parameters"); }
  tparams sig body_opt                                         { $$ = d.funcDecl(@2, $2, $3, $6, $7, $8); $7->pos = @4; }
| "func" receiver Name "[" "]"                                   { d.syntaxError(@4, "method must have no type parameters"); }
  sig body_opt                                                 { $$ = d.funcDecl(@2, $2, $3, nullptr, $7, $8); }
| "func" error R_FuncName body_opt                             { $$ = d.funcDecl(@2, nullptr, make<Name>(@2, "_"), nullptr, make<FuncType>(@2), $4); }
| "func" receiver error R_MethodName body_opt                    { $$ = d.funcDecl(@2, $2, make<Name>(@3, "_"), nullptr, make<FuncType>(@3), $5); }
;
receiver: params                 { $$ = $1; d.checkReceiver($1); };
body_opt: %empty { $$ = nullptr; } | fn_body;

fn_body: lb fn_enter block_rest  { $3->pos = @1; $$ = d.leaveFunc($3, $2); };
fn_enter: %empty                 { $$ = d.enterFunc(@$); };

// --------------------------------------------------------------------------------------------------------------- types

type: named | other | paren | recv | arr | error R_Type        { $$ = make<BadExpr>(@1); };
type_ok: named | other | paren | recv | arr;
type_ce: type_ok | error R_ChanElem                            { $$ = make<BadExpr>(@1); };
other: other_np | "*" type                                     { $$ = d.pointer(@1, $2); };
other_np: functype { $$ = $1; } | struct_type | interface_type | map_type | chan;
littype: arr | map_type | struct_type;

named:
  Name %prec LOW                 { $$ = $1; }
| Name targs                     { $$ = d.index(@2, $1, d.listOrOne($2)); }
| Name "." name %prec LOW        { $$ = d.selector(@2, $1, $3); }
| Name "." name targs            { $$ = d.index(@4, d.selector(@2, $1, $3), d.listOrOne($4)); }
;
qname: named | error R_QName     { $$ = make<Name>(@1, "_"); };
targs:
  "[" type rbrack                { $$ = LIST(Expr *, $2); }
| "[" type "," rbrack            { $$ = LIST(Expr *, $2); }
| "[" type "," tlist rbrack      { $4->insert($4->begin(), $2); $$ = $4; }
| "[" type "," tlist "," rbrack  { $4->insert($4->begin(), $2); $$ = $4; }
| "[" "]"                        { d.syntaxError(@2, "unexpected ], expected type argument list"); $$ = LIST(Expr *, make<BadExpr>(@2)); }
;
tlist: type_ok                   { $$ = LIST(Expr *, $1); }
| tlist "," type_ok              { $$ = PUSH($1, $3); }
;
// What follows the first element of x[a, ...].
clist: ","                       { $$ = make<List<Expr *>>(); }
| "," tlist                      { $$ = $2; }
| "," tlist ","                  { $$ = $2; }
;
paren: "(" type rparen           { $$ = $2; };
recv: "<-" chan_kw type_ce       { $$ = d.chan(@1, ChanDir::RecvOnly, $3); };
chan_kw: "chan" | error R_Chan;
chan:
  "chan" named                   { $$ = d.chan(@1, ChanDir::Both, $2); }
| "chan" other                   { $$ = d.chan(@1, ChanDir::Both, $2); }
| "chan" paren                   { $$ = d.chan(@1, ChanDir::Both, $2); }
| "chan" arr                     { $$ = d.chan(@1, ChanDir::Both, $2); }
| "chan" "<-" type_ce            { $$ = d.chan(@1, ChanDir::SendOnly, $3); }
| "chan" error R_ChanElem        { $$ = d.chan(@1, ChanDir::Both, make<BadExpr>(@2)); }
;
arr:
  "[" "]" type                   { $$ = d.sliceType(@1, $3); }
| "[" "..." arr_end type         { $$ = d.array(@1, nullptr, $4); }
| "[" expr arr_end type          { $$ = d.array(@1, $2, $4); }
;
arr_end: "]" | error R_Rbrack
| ","                            { d.syntaxError(@1, "unexpected comma; expected ]"); }
  rbrack
;
map_type: "map" lbrack type rbrack type                        { $$ = d.high(make<MapTypeExpr>(@1, $3, $5), $3, $5); };

functype:
  "func" sig                                                   { $$ = $2; $2->pos = @2; }
| "func" "["                                                   { d.syntaxError(@2, "function type must have no type parameters"); }
  tparams sig                                                  { $$ = $5; $5->pos = @2; }
| "func" "[" "]"                                               { d.syntaxError(@2, "function type must have no type parameters"); }
  sig                                                          { $$ = $5; $5->pos = @2; }
;
sig: params result                                             { $$ = d.funcType(@1, $1, $2); }
| error R_Lparen plist_rest result                             { $$ = d.funcType(@1, $3, $4); }
;
result:
  %empty %prec LOW               { $$ = nullptr; }
| params                         { $$ = $1; }
| named                          { $$ = LIST(Field *, (make<Field>(@1, nullptr, $1))); }
| other                          { $$ = LIST(Field *, (make<Field>(@1, nullptr, $1))); }
| recv                           { $$ = LIST(Field *, (make<Field>(@1, nullptr, $1))); }
| arr                            { $$ = LIST(Field *, (make<Field>(@1, nullptr, $1))); }
;

struct_type:
  "struct" lbw fields "}"                    { $$ = d.structType(@1, $3); }
| "struct" lbw fields field0 "}"             { d.addFields($3, $4, nullptr); $$ = d.structType(@1, $3); }
| "struct" lbw fields field0 Literal "}"     { d.addFields($3, $4, $5); $$ = d.structType(@1, $3); }
| "struct" lbw fields Name "}"               { d.addFields($3, LIST(Field *, (make<Field>(@4, nullptr, $4))), nullptr); $$ = d.structType(@1, $3); }
| "struct" lbw fields Name Literal "}"       { d.addFields($3, LIST(Field *, (make<Field>(@4, nullptr, $4))), $5); $$ = d.structType(@1, $3); }
| "struct" lbw fields field0 error R_Struct  { $$ = d.structType(@1, $3); }
| "struct" lbw fields field0 Literal error R_Struct            { $$ = d.structType(@1, $3); }
| "struct" lbw fields Name Literal error R_Struct              { $$ = d.structType(@1, $3); }
;
fields:
  %empty                         { $$ = make<StructTypeExpr>(@$); }
| fields field0 ";"              { d.addFields($1, $2, nullptr); $$ = $1; }
| fields field0 Literal ";"      { d.addFields($1, $2, $3); $$ = $1; }
| fields Name ";"                { d.addFields($1, LIST(Field *, (make<Field>(@2, nullptr, $2))), nullptr); $$ = $1; }
| fields Name Literal ";"        { d.addFields($1, LIST(Field *, (make<Field>(@2, nullptr, $2))), $3); $$ = $1; }
;
// A field declaration without its tag, and other than a bare name.
field0:
  Name named                     { $$ = LIST(Field *, (make<Field>(@1, $1, $2))); }
| Name other                     { $$ = LIST(Field *, (make<Field>(@1, $1, $2))); }
| Name paren                     { $$ = LIST(Field *, (make<Field>(@1, $1, $2))); }
| Name recv                      { $$ = LIST(Field *, (make<Field>(@1, $1, $2))); }
| Name error R_Type              { $$ = LIST(Field *, (make<Field>(@1, $1, make<BadExpr>(@2)))); }
| Name "[" "]" type              { $$ = LIST(Field *, (make<Field>(@1, $1, d.sliceType(@2, $4)))); }
| Name "[" expr rbrack type_ok   { $$ = LIST(Field *, (make<Field>(@1, $1, d.array(@2, $3, $5)))); }
| Name "[" expr rbrack           { $$ = LIST(Field *, (make<Field>(@1, nullptr, d.index(@2, $1, $3)))); }
| Name "[" expr clist rbrack     { $4->insert($4->begin(), $3); $$ = LIST(Field *, (make<Field>(@1, nullptr, d.index(@2, $1, d.listOrOne($4))))); }
| Name "." name %prec LOW        { $$ = LIST(Field *, (make<Field>(@1, nullptr, d.selector(@2, $1, $3)))); }
| Name "." name targs            { $$ = LIST(Field *, (make<Field>(@1, nullptr, d.index(@4, d.selector(@2, $1, $3), d.listOrOne($4))))); }
| fnames type                    { $$ = make<List<Field *>>(); for (Name *n : *$1) $$->push_back(make<Field>(n->pos, n, $2)); }
| "*" qname                      { $$ = LIST(Field *, (make<Field>(@1, nullptr, d.pointer(@1, $2)))); }
| "*" "(" qname rparen_opt       { d.syntaxError(@2, "cannot parenthesize embedded type"); $$ = LIST(Field *, (make<Field>(@1, nullptr, d.pointer(@1, $3)))); }
| "(" qname rparen_opt           { d.syntaxError(@1, "cannot parenthesize embedded type"); $$ = LIST(Field *, (make<Field>(@1, nullptr, $2))); }
| "(" "*" qname rparen_opt       { d.syntaxError(@1, "cannot parenthesize embedded type"); $$ = LIST(Field *, (make<Field>(@1, nullptr, d.pointer(@2, $3)))); }
| error R_Field                  { $$ = make<List<Field *>>(); }
;
fnames: Name "," name            { $$ = LIST(Name *, $1); $$->push_back($3); }
| fnames "," name                { $$ = PUSH($1, $3); }
;
rparen_opt: %empty | ")";

interface_type:
  "interface" lbw ielems "}"                 { $$ = d.interfaceType(@1, $3); }
| "interface" lbw ielems ielem "}"           { $$ = d.interfaceType(@1, PUSH($3, $4)); }
| "interface" lbw ielems ielem error R_Iface { $$ = d.interfaceType(@1, PUSH($3, $4)); }
;
ielems: %empty { $$ = make<List<Field *>>(); } | ielems ielem ";" { $$ = PUSH($1, $2); };
ielem:
  Name params result             { $$ = d.method($1, d.funcType(@2, $2, $3)); }
| Name "[" tparam_list tps_close params result { d.genericMethod(@2, d.params($3, @4, false), @5); $$ = d.method($1, d.funcType(@5, $5, $6)); }
| Name "[" "]" params result     { d.error(@3, "empty type parameter list"); $$ = d.method($1, d.funcType(@4, $4, $5)); }
| Name "[" "]"                   { d.error(@3, "empty type argument list"); $$ = make<Field>(@1, nullptr, $1); }
| iembed                         { $$ = make<Field>(@1, nullptr, $1); }
;
iembed:
  Name                           { $$ = $1; }
| Name "." name %prec LOW        { $$ = d.selector(@2, $1, $3); }
| Name "." name targs            { $$ = d.index(@4, d.selector(@2, $1, $3), d.listOrOne($4)); }
| Name "[" tparam_list tps_close { $$ = d.embeddedInstance($1, @2, d.params($3, @4, false))->type; }
| other | paren | recv | arr
| "~" type                       { $$ = d.unary(@1, Op::Tilde, $2); }
| iembed "|" term                { $$ = d.unionType(@2, $1, $3); }
| error R_Term                   { $$ = make<BadExpr>(@1); }
;
term: type_ok | "~" type         { $$ = d.unary(@1, Op::Tilde, $2); }
| error R_Term                   { $$ = make<BadExpr>(@1); }
;

// ---------------------------------------------------------------------------------------------------------- parameters

params: "(" plist_rest           { $$ = $2; };
plist_rest:
  ")"                            { $$ = nullptr; }
| param_list ")"                 { $$ = d.params($1, @2, false); }
| param_list "," ")"             { $$ = d.params($1, @3, false); }
| param_list error R_Params      { $$ = d.params($1, @2, false); }
;
param_list: param                { $$ = make<List<Field *>>(); if ($1) $$->push_back($1); }
| param_list "," param           { $$ = $1; if ($3) $$->push_back($3); }
;
param: param0 | error R_Param    { $$ = nullptr; };

tparams: tparam_list tps_close   { $$ = d.params($1, @2, true); };
tparam_list: tparam              { $$ = make<List<Field *>>(); if ($1) $$->push_back($1); }
| tparam_list "," tparam         { $$ = $1; if ($3) $$->push_back($3); }
;
tparam: param0
| "~" type                       { $$ = make<Field>(@1, nullptr, d.unary(@1, Op::Tilde, $2)); }
| Name "~" type                  { $$ = make<Field>(@1, $1, d.unary(@2, Op::Tilde, $3)); }
| tparam "|" term                { $$ = d.unionField($1, @2, $3); }
| error R_TParam                 { $$ = nullptr; }
;
tp_close: "]" | error R_TParams;
tps_close: tp_close { @$ = @1; } | "," tp_close                { @$ = @2; };

// One parameter: a name, a type, or both. Which of a lone name it is, params() decides.
param0:
  Name                           { $$ = make<Field>(@1, $1, nullptr); }
| Name named                     { $$ = make<Field>(@1, $1, $2); }
| Name other                     { $$ = make<Field>(@1, $1, $2); }
| Name paren                     { $$ = make<Field>(@1, $1, $2); }
| Name recv                      { $$ = make<Field>(@1, $1, $2); }
| Name "[" "]" type              { $$ = make<Field>(@1, $1, d.sliceType(@2, $4)); }
| Name "[" expr rbrack           { $$ = make<Field>(@1, nullptr, d.index(@2, $1, $3)); }
| Name "[" expr rbrack type_ok   { $$ = make<Field>(@1, $1, d.array(@2, $3, $5)); }
| Name "[" expr clist rbrack     { $4->insert($4->begin(), $3); $$ = make<Field>(@1, nullptr, d.index(@2, $1, d.listOrOne($4))); }
| Name "." name %prec LOW        { $$ = make<Field>(@1, nullptr, d.selector(@2, $1, $3)); }
| Name "." name targs            { $$ = make<Field>(@1, nullptr, d.index(@4, d.selector(@2, $1, $3), d.listOrOne($4))); }
| Name "..." type_ok             { $$ = make<Field>(@1, $1, d.high(make<DotsType>(@2, $3), $3)); }
| Name "..." error R_Dots        { $$ = make<Field>(@1, $1, make<DotsType>(@2, make<BadExpr>(@3))); }
| "..." type_ok                  { $$ = make<Field>(@1, nullptr, d.high(make<DotsType>(@1, $2), $2)); }
| "..." error R_Dots             { $$ = make<Field>(@1, nullptr, make<DotsType>(@1, make<BadExpr>(@2))); }
| other                          { $$ = make<Field>(@1, nullptr, $1); }
| paren                          { $$ = make<Field>(@1, nullptr, $1); }
| recv                           { $$ = make<Field>(@1, nullptr, $1); }
| arr                            { $$ = make<Field>(@1, nullptr, $1); }
;

// --------------------------------------------------------------------------------------------------------- expressions

expr:
  Name %prec LOW                 { $$ = $1; }
| Literal                        { $$ = $1; }
| "(" expr ")"                   { $$ = d.paren(@1, $2); }
| "(" expr error R_Rparen        { $$ = d.paren(@1, $2); }
| functype %prec LOW             { $$ = $1; }
| functype fn_body               { $$ = d.funcLit(@1, $1, $2); }
| littype %prec LOW
| littype lb lit_rest            { $$ = d.complit(@2, $1, $3); }
| chan
| interface_type
| expr "{" lit_rest              { $$ = d.complit(@2, $1, $3); }
| expr "." Name                  { $$ = d.selector(@2, $1, $3); }
| expr "." "(" type rparen       { $$ = d.high(make<AssertExpr>(@2, $1, $4), $1, $4); d.complitOk = false; }
| expr "." "(" "type" rparen     { $$ = d.high(make<TypeSwitchGuard>(@2, nullptr, $1), $1); d.complitOk = false; }
| expr "." error R_Sel           { $$ = $1; }
| expr args                      { $$ = d.call(@2, $1, $2, false); }
| expr "(" arg_list "..." ")"    { $$ = d.call(@2, $1, $3, true); }
| expr "(" arg_list "..." "," ")"        { $$ = d.call(@2, $1, $3, true); }
| expr "(" arg_list "..." error R_Args   { $$ = d.call(@2, $1, $3, true); }
| expr "[" expr "]"              { $$ = d.index(@2, $1, $3); }
| expr "[" expr clist rbrack     { $4->insert($4->begin(), $3); $$ = d.index(@2, $1, d.listOrOne($4)); }
| expr "[" "]"                   { d.syntaxError(@3, "unexpected ], expected operand"); $$ = d.index(@2, $1, make<BadExpr>(@3)); }
| expr "[" slice_rest            { $$ = d.slice(@2, $1, nullptr, $3); }
| expr "[" expr slice_rest       { $$ = d.slice(@2, $1, $3, $4); }
| error R_Expr                   { $$ = make<BadExpr>(@1); }
| "*" expr %prec UNARY           { $$ = d.unary(@1, Op::Mul, $2); }
| "+" expr %prec UNARY           { $$ = d.unary(@1, Op::Add, $2); }
| "-" expr %prec UNARY           { $$ = d.unary(@1, Op::Sub, $2); }
| "!" expr %prec UNARY           { $$ = d.unary(@1, Op::Not, $2); }
| "^" expr %prec UNARY           { $$ = d.unary(@1, Op::Xor, $2); }
| "~" expr %prec UNARY           { $$ = d.unary(@1, Op::Tilde, $2); }
| "&" expr %prec UNARY           { $$ = d.addressOf(@1, $2); }
| "<-" expr %prec UNARY          { $$ = d.arrow(@1, $2); }
| expr "||" expr                 { $$ = d.binary(@2, Op::OrOr, $1, $3); }
| expr "&&" expr                 { $$ = d.binary(@2, Op::AndAnd, $1, $3); }
| expr "==" expr                 { $$ = d.binary(@2, Op::Eql, $1, $3); }
| expr "!=" expr                 { $$ = d.binary(@2, Op::Neq, $1, $3); }
| expr "<" expr                  { $$ = d.binary(@2, Op::Lss, $1, $3); }
| expr "<=" expr                 { $$ = d.binary(@2, Op::Leq, $1, $3); }
| expr ">" expr                  { $$ = d.binary(@2, Op::Gtr, $1, $3); }
| expr ">=" expr                 { $$ = d.binary(@2, Op::Geq, $1, $3); }
| expr "+" expr                  { $$ = d.binary(@2, Op::Add, $1, $3); }
| expr "-" expr                  { $$ = d.binary(@2, Op::Sub, $1, $3); }
| expr "|" expr                  { $$ = d.binary(@2, Op::Or, $1, $3); }
| expr "^" expr                  { $$ = d.binary(@2, Op::Xor, $1, $3); }
| expr "*" expr                  { $$ = d.binary(@2, Op::Mul, $1, $3); }
| expr "/" expr                  { $$ = d.binary(@2, Op::Div, $1, $3); }
| expr "%" expr                  { $$ = d.binary(@2, Op::Rem, $1, $3); }
| expr "&" expr                  { $$ = d.binary(@2, Op::And, $1, $3); }
| expr "&^" expr                 { $$ = d.binary(@2, Op::AndNot, $1, $3); }
| expr "<<" expr                 { $$ = d.binary(@2, Op::Shl, $1, $3); }
| expr ">>" expr                 { $$ = d.binary(@2, Op::Shr, $1, $3); }
;
args:
  "(" ")"                        { $$ = nullptr; }
| "(" arg_list ")"               { $$ = $2; }
| "(" arg_list "," ")"           { $$ = $2; }
| "(" arg_list error R_Args      { $$ = $2; }
;
arg_list: expr                   { $$ = LIST(Expr *, $1); }
| arg_list "," expr              { $$ = PUSH($1, $3); }
;
// From the first colon on.
slice_rest:
  colon1 rbrack                  { $$ = d.sliceRest(nullptr, false, nullptr); }
| colon1 expr rbrack             { $$ = d.sliceRest($2, false, nullptr); }
| colon1 expr ":" expr rbrack    { $$ = d.sliceRest($2, true, $4); }
| colon1 expr ":" "]"            { d.error(@4, "final index required in 3-index slice"); $$ = d.sliceRest($2, true, make<BadExpr>(@4)); }
| colon1 ":" expr rbrack         { d.error(@2, "middle index required in 3-index slice"); $$ = d.sliceRest(make<BadExpr>(@2), true, $3); }
| colon1 ":" "]"                 { d.error(@2, "middle index required in 3-index slice"); d.error(@3, "final index required in 3-index slice");
                                   $$ = d.sliceRest(make<BadExpr>(@2), true, make<BadExpr>(@3)); }
;
colon1: ":" | error R_Index;

lit_rest:
  "}"                            { $$ = make<CompositeLit>(@1); $$->rbrace = @1; }
| elems "}"                      { $$ = $1; $$->rbrace = @2; }
| elems "," "}"                  { $$ = $1; $$->rbrace = @3; }
| elems error R_Lit              { $$ = $1; $$->rbrace = @2; }
;
elems: elem                      { $$ = d.high(make<CompositeLit>(@1), $1); $$->elems.push_back($1); $$->nkeys += $1->kind == NodeKind::KeyValueExpr; }
| elems "," elem                 { $$ = d.raise($1, $3); $$->elems.push_back($3); $$->nkeys += $3->kind == NodeKind::KeyValueExpr; }
;
elem: expr | litval
| expr ":" expr                  { $$ = d.high(make<KeyValueExpr>(@2, $1, $3), $1, $3); }
| expr ":" litval                { $$ = d.high(make<KeyValueExpr>(@2, $1, $3), $1, $3); }
| litval ":" expr                { $$ = d.high(make<KeyValueExpr>(@2, $1, $3), $1, $3); }
| litval ":" litval              { $$ = d.high(make<KeyValueExpr>(@2, $1, $3), $1, $3); }
;
litval: lb lit_rest              { $$ = d.complit(@1, nullptr, $2); };

list: expr | exprs2              { $$ = $1; };
exprs2: expr "," expr            { $$ = d.high(make<ListExpr>($1->pos), $1, $3); $$->elems = {$1, $3}; }
| exprs2 "," expr                { $$ = d.raise($1, $3); $1->elems.push_back($3); }
;

lb: "{" | "{ of a body";
lbw: lb | error R_Lbrace;
lbrack: "[" | error R_Lbrack;
rparen: ")" | error R_Rparen;
rbrack: "]" | error R_Rbrack;
colon: ":" | error R_Colon;

// ---------------------------------------------------------------------------------------------------------- statements

// The rest of a block. A statement ends with ";" unless a "}" follows.
block_rest:
  stmt_seq "}"                   { $$ = make<BlockStmt>(@1); $$->list = MOVE($1); $$->rbrace = @2; }
| stmt_seq stmt "}"              { $$ = make<BlockStmt>(@1); if ($2) $1->push_back($2); $$->list = MOVE($1); $$->rbrace = @3; }
| stmt_seq error R_Rbrace        { $$ = make<BlockStmt>(@1); $$->list = MOVE($1); $$->rbrace = @2; }
;
stmt_seq:
  %empty                         { $$ = make<List<Stmt *>>(); }
| stmt_seq ";"                   { $$ = PUSH($1, make<EmptyStmt>(@2)); }
| stmt_seq stmt ";"              { $$ = $1; if ($2) $1->push_back($2); d.endStmt(@3); }
| stmt_seq stmt error R_Stmt     { $$ = $1; if ($2) $1->push_back($2); }
| stmt_seq Name ":" error R_Label { $$ = $1; }
;
block: lb block_rest             { $2->pos = @1; $$ = $2; };

stmt:
  simple                         { $$ = $1; }
| gendecl                        { auto *s = make<DeclStmt>(@1); s->decls = MOVE($1); $$ = s; }
| block                          { $$ = $1; }
| if_stmt                        { $$ = $1; }
| "for" for_head                 { $$ = $2; $$->pos = @1; }
| "switch" switch_head           { $$ = $2; $$->pos = @1; }
| "select" select_body           { $$ = $2; $$->pos = @1; }
| Name ":" stmt                  { $$ = $3 ? make<LabeledStmt>(@2, $1, $3) : nullptr; }
| Name ":" %prec LOW             { $$ = make<LabeledStmt>(@2, $1, make<EmptyStmt>(d.token().pos)); } // a ";" or "}" follows
| "go" expr                      { $$ = make<CallStmt>(@1, false, d.callee(false, $2)); }
| "defer" expr                   { $$ = make<CallStmt>(@1, true, d.callee(true, $2)); }
| "return" %prec LOW             { $$ = make<ReturnStmt>(@1); }
| "return" list                  { auto *s = make<ReturnStmt>(@1); s->results = $2; $$ = s; }
| "fallthrough"                  { $$ = make<BranchStmt>(@1, BranchTok::Fallthrough); }
| "break"                        { $$ = make<BranchStmt>(@1, BranchTok::Break); }
| "break" Name                   { auto *s = make<BranchStmt>(@1, BranchTok::Break); s->label = $2; $$ = s; }
| "continue"                     { $$ = make<BranchStmt>(@1, BranchTok::Continue); }
| "continue" Name                { auto *s = make<BranchStmt>(@1, BranchTok::Continue); s->label = $2; $$ = s; }
| "goto" name                    { auto *s = make<BranchStmt>(@1, BranchTok::Goto); s->label = $2; $$ = s; }
;

simple:
  expr                           { $$ = d.exprStmt($1); }
| expr AssignOp expr             { $$ = make<AssignStmt>(@2, $2, $1, $3); }
| expr IncOp                     { $$ = make<AssignStmt>(@2, $2, $1, nullptr); }
| expr "<-" expr                 { $$ = make<SendStmt>(@2, $1, $3); }
| expr "=" list                  { $$ = make<AssignStmt>(@2, Op::None, $1, $3); }
| exprs2 "=" list                { $$ = make<AssignStmt>(@2, Op::None, $1, $3); }
| expr ":=" list                 { $$ = make<AssignStmt>(@2, Op::Def, $1, $3); }
| exprs2 ":=" list               { $$ = make<AssignStmt>(@2, Op::Def, $1, $3); }
| exprs2 error R_Assign          { $$ = d.exprStmt($1->elems[0]); }
;
range_clause:
  "range" expr                   { $$ = d.rangeClause(@1, nullptr, false, $2); }
| expr "=" "range" expr          { $$ = d.rangeClause(@3, $1, false, $4); }
| exprs2 "=" "range" expr        { $$ = d.rangeClause(@3, $1, false, $4); }
| expr ":=" "range" expr         { $$ = d.rangeClause(@3, $1, true, $4); }
| exprs2 ":=" "range" expr       { $$ = d.rangeClause(@3, $1, true, $4); }
| "var" range_clause             { d.varInHeader(@2); $$ = $2; }
;

// The first part of a header.
hsimple: simple | "var" simple   { d.varInHeader(@2); $$ = $2; };

if_stmt:
  "if" if_head                   { $$ = $2; $$->pos = @1; }
| "if" if_head "else" if_stmt    { $$ = $2; $$->pos = @1; $$->els = $4; }
| "if" if_head "else" block      { $$ = $2; $$->pos = @1; $$->els = $4; }
| "if" if_head "else" error R_Else { $$ = $2; $$->pos = @1; }
;
if_head: if_header if_body       { $$ = d.ifStmt(@1, $1, $2); };
// Headers are reduced when their "{" is seen, so that complaints about them come before those about the body.
if_header:
  %empty %prec LOW               { d.syntaxErrorHere("missing condition in if statement"); $$ = d.badHeader(); }
| hsimple %prec LOW              { $$ = d.condHeader(nullptr, $1); }
| hsimple semi %prec LOW         { $$ = d.noCondition($1, @2, $2); }
| semi %prec LOW                 { $$ = d.noCondition(nullptr, @1, $1); }
| hsimple semi simple            { $$ = d.condHeader($1, $3); }
| semi simple                    { $$ = d.condHeader(nullptr, $2); }
| hsimple error R_Header %prec LOW { $$ = d.badHeader(); }
| hsimple error R_Header simple  { $$ = d.badHeader(); }
;
if_body: "{ of a body" enter_body block_rest { $3->pos = @1; $$ = $3; }
| error R_IfBody block_rest      { $3->pos = @1; $$ = $3; }
;
enter_body: %empty               { d.enterBody(); };

for_head: for_header for_body    { $$ = d.forStmt(@1, $1, $2); };
for_header:
  %empty %prec LOW               { $$ = make<Header>(); }
| hsimple %prec LOW              { $$ = d.condHeader(nullptr, $1); }
| range_clause                   { $$ = make<Header>(); $$->init = $1; }
| finit %prec LOW                { d.syntaxErrorHere("unexpected {, expected for loop condition"); $$ = make<Header>(); }
| finit fcond %prec LOW          { $$ = d.condHeader($1, $2); }
| finit fcond simple             { $$ = d.forHeader($1, $2, $3); }
| hsimple error R_Header %prec LOW { d.syntaxErrorHere("unexpected {, expected for loop condition"); $$ = make<Header>(); }
| hsimple error R_Header fcond %prec LOW { $$ = make<Header>(); }
| hsimple error R_Header fcond simple { $$ = make<Header>(); }
;
finit: semi                      { $$ = nullptr; }
| hsimple semi                   { $$ = $1; }
;
fcond: ";"                       { $$ = nullptr; }
| simple ";"                     { $$ = $1; }
| simple error R_ForSemi         { $$ = $1; }
;
for_body: "{ of a body" enter_body block_rest { $3->pos = @1; $$ = $3; }
| error R_ForBody block_rest     { $3->pos = @1; $$ = $3; }
;

switch_head: switch_header switch_body { $$ = d.switchStmt($1, $2); };
switch_header:
  %empty %prec LOW               { $$ = make<Header>(); }
| hsimple %prec LOW              { $$ = d.switchHeader(nullptr, $1); }
| hsimple semi %prec LOW         { $$ = d.switchHeader($1, nullptr); }
| semi %prec LOW                 { $$ = make<Header>(); }
| hsimple semi simple            { $$ = d.switchHeader($1, $3); }
| semi simple                    { $$ = d.switchHeader(nullptr, $2); }
| hsimple error R_Header %prec LOW { $$ = make<Header>(); }
| hsimple error R_Header simple  { $$ = make<Header>(); }
;
// The clauses are a flat list: a statement goes to the clause before it.
switch_body:
  "{ of a body" enter_body "}"              { $$ = make<SwitchStmt>(@1); $$->rbrace = @3; }
| "{ of a body" enter_body cases "}"        { $$ = make<SwitchStmt>(@1); $$->body = MOVE($3); $$->rbrace = @4; }
| "{ of a body" enter_body cases stmt "}"   { $$ = make<SwitchStmt>(@1); if ($4) $3->back()->body.push_back($4); $$->body = MOVE($3); $$->rbrace = @5; }
| error R_SwitchBody "}"         { $$ = make<SwitchStmt>(@1); }
| error R_SwitchBody cases "}"   { $$ = make<SwitchStmt>(@1); }
| error R_SwitchBody cases stmt "}" { $$ = make<SwitchStmt>(@1); }
;
cases:
  case_head                      { $$ = LIST(CaseClause *, $1); }
| cases case_head                { $$ = PUSH($1, $2); }
| cases ";"                      { $1->back()->body.push_back(make<EmptyStmt>(@2)); $$ = $1; }
| cases stmt ";"                 { if ($2) $1->back()->body.push_back($2); $$ = $1; }
| cases stmt error R_Stmt        { if ($2) $1->back()->body.push_back($2); $$ = $1; }
| cases Name ":" error R_Label   { $$ = $1; }
;
case_head:
  "case" list colon              { $$ = make<CaseClause>(@1); $$->cases = $2; $$->colon = @3; }
| "default" colon                { $$ = make<CaseClause>(@1); $$->colon = @2; }
| error R_Case colon             { $$ = make<CaseClause>(@1); }
;

select_body:
  lb "}"                         { $$ = make<SelectStmt>(@1); $$->rbrace = @2; }
| lb comms "}"                   { $$ = make<SelectStmt>(@1); $$->body = MOVE($2); $$->rbrace = @3; }
| lb comms stmt "}"              { $$ = make<SelectStmt>(@1); if ($3) $2->back()->body.push_back($3); $$->body = MOVE($2); $$->rbrace = @4; }
| error R_SelectBody "}"         { $$ = make<SelectStmt>(@1); }
| error R_SelectBody comms "}"   { $$ = make<SelectStmt>(@1); }
| error R_SelectBody comms stmt "}" { $$ = make<SelectStmt>(@1); }
;
comms:
  comm_head                      { $$ = LIST(CommClause *, $1); }
| comms comm_head                { $$ = PUSH($1, $2); }
| comms ";"                      { $1->back()->body.push_back(make<EmptyStmt>(@2)); $$ = $1; }
| comms stmt ";"                 { if ($2) $1->back()->body.push_back($2); $$ = $1; }
| comms stmt error R_Stmt        { if ($2) $1->back()->body.push_back($2); $$ = $1; }
| comms Name ":" error R_Label   { $$ = $1; }
;
comm_head:
  "case" simple colon            { $$ = make<CommClause>(@1); $$->comm = $2; $$->colon = @3; }
| "default" colon                { $$ = make<CommClause>(@1); $$->colon = @2; }
| error R_Case colon             { $$ = make<CommClause>(@1); }
;

%%

namespace frontend {

namespace {
using token = Parser::token;
// Tok -> Bison's token, by class: operators that assign share one token.
#define TOKEN_End(name) token::T_YYEOF
#define TOKEN_Name(name) token::T_##name
#define TOKEN_Literal(name) token::T_##name
#define TOKEN_Semi(name) token::T_##name
#define TOKEN_Delim(name) token::T_##name
#define TOKEN_Operator(name) token::T_##name
#define TOKEN_Keyword(name) token::T_##name
#define TOKEN_AssignOp(name) token::T_AssignOp
#define TOKEN_IncOp(name) token::T_IncOp
constexpr uint8_t tokenOf[] = {
#define TOK(name, spelling, cls, op) TOKEN_##cls(name),
#include "frontend/tokens.def"
#undef TOK
};
constexpr uint8_t recoveryToken[] = {
#define RECOVERY(name, text, skip, effect) token::T_R_##name,
#include "frontend/recovery.def"
#undef RECOVERY
};
} // namespace

static int feed(Parser::value_type *value, Pos *pos, ParseDriver &d, size_t depth) {
  ParseDriver::Fed fed = d.next(depth);
  const Token &t = d.token();
  *pos = t.pos;
  if (fed.recovery)
    return recoveryToken[fed.kind];
  switch (t.kind) {
  case Tok::Name: value->emplace<Name *>(make<Name>(t.pos, t.text)); break;
  case Tok::Literal: {
    auto *lit = make<BasicLit>(t.pos, t.text, t.litKind);
    lit->bad = t.bad;
    value->emplace<BasicLit *>(lit);
    break;
  }
  case Tok::Lbrace: return fed.body ? token::T_Lbody : token::T_Lbrace;
  default:
    if (tokenOf[fed.kind] == token::T_AssignOp || tokenOf[fed.kind] == token::T_IncOp)
      value->emplace<Op>(tokOp(t.kind));
  }
  return tokenOf[fed.kind];
}

// Not used: every message comes from report_syntax_error.
void Parser::error(const location_type &, const std::string &) {}

// Bison will pop states until one can shift `error`. Find that state, and which recovery token it takes after that. Only the
// tables tell: context::expected_tokens speaks of the state on top, and of what it may see next, not of the states below
// and of what follows an `error` that none of them has seen yet. In the same way yylex above sets yyerrstatus_ (yyerrok is
// for actions, and recovery begins before one could run) and asks yystack_ how deep it is.
void Parser::report_syntax_error(const context &) const {
  auto shift = [](int state, int symbol) -> int { // the state after shifting symbol, or 0
    int n = yypact_[state];
    if (yy_pact_value_is_default_(n))
      return 0;
    n += symbol;
    if (n < 0 || n > yylast_ || yycheck_[n] != symbol)
      return 0;
    return yytable_[n] > 0 ? yytable_[n] : 0;
  };
  int found = -1;
  for (std::ptrdiff_t i = 0; found < 0 && i < std::ptrdiff_t(yystack_.size()); i++)
    if (int after = shift(yystack_[int(i)].state, symbol_kind::S_YYerror))
      for (size_t r = 0; found < 0 && r < sizeof recoveryToken; r++)
        if (shift(after, recoveryToken[r]))
          found = int(r);
  Tok closer = Tok::Eof;
  for (Tok t : {Tok::Rparen, Tok::Rbrace})
    if (shift(yystack_[0].state, tokenOf[size_t(t)]))
      closer = t;
  d.unexpected(found, closer);
}

File *parseFile(const SourceFile &src, Diagnostics &diags, const ParseOptions &options) {
  ParseDriver d(src, diags, options);
  Parser parser(d);
  return parser.parse() == 0 && d.syntaxErrorCount() == 0 && !d.badClause() ? d.file : nullptr;
}

} // namespace frontend
