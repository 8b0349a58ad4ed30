#include "js/print.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "js/estree_json.h"

namespace js {
namespace {

/// ESTree JSON without offsets, or the number of errors.
std::string Shape(std::string_view source, Goal goal, std::string* printed) {
  Scratch scratch;
  const Module module = Parse(source, {.goal = goal}, scratch);
  if (!module.ok()) return std::to_string(module.errors.size()) + " errors";
  if (printed != nullptr) *printed = Print(module);
  static const std::regex offsets(R"("range":\[\d+,\d+\])");
  return std::regex_replace(EstreeJson(module, EstreeDialect::kTypeScript), offsets, "");
}

void CheckPrints(std::string_view source, Goal goal) {
  std::string printed;
  const std::string shape = Shape(source, goal, &printed);
  EXPECT_EQ(Shape(printed, goal, nullptr), shape) << source << "\nprinted as\n" << printed;
  std::string again;
  (void)Shape(printed, goal, &again);
  EXPECT_EQ(again, printed);
}

TEST(Print, GivesTheSameTreeWhenParsedAgain) {
  const std::string_view module_sources[] = {
      "'use strict'; a = b ? c : (d, e); if (a) b; else if (c) d; else { }",
      "for (let i = 0, n; ; i++) ; for (const a in b) ; for (var [x, , ...y] of z) { break } for "
      "(;;) continue",
      "l: while (1) { do { continue l } while (0) } switch (a) { case 1: b; default: c }",
      "try { throw a } catch { } finally { } try { } catch ({ a }) { }",
      "function f(a, { b = 1, ...c }, [d] = [], ...e) { return } async function* g() { yield* a; "
      "yield; await b }",
      "(a => a, async b => { }, (c, d = 1) => ({}), async (...e) => await e)",
      "class A extends (b, c) { #p = 1; static q; get r() { return this.#p } set r(v) { } static "
      "async *s() { } "
      "[t] = #p in a; static { a } constructor() { super(); super.x } get; set; static; async; "
      "'u'() { } }",
      "a?.b?.[c]?.(d).e; (a?.b).c; new a; new a.b(c); new (a())(); new.target.x; import.meta.url",
      "`a${b}c${`d`}` + e`\\u{zz}`; x = y ?\?= z; - -a; + +b; a - -b; typeof void delete a.b; !(a "
      "** b); (-a) ** b; a++ + ++b",
      "({ a, b: c, [d]: e, f() { }, get g() { return 1 }, set g(h) { }, async *i() { }, 'j': 1, 2: "
      "3, ...k, __proto__: l })",
      "[a, b.c, [d = 1], { e, f: g = 2, ...h }] = i; [, a, , ] = [ , 1, , ]",
      "/a[/]b/giu.test(c) / d / e; 1n + 0x1F + .5 + 1e3 + '\\n\\'' + \"\\u{1F600}\"",
      "import a, { b as c, default as d } from 'e'; import * as f from 'g'; import 'h'; import i "
      "from 'j' with { type: 'json' };",
      "let c, d; export { c as default, d }; export * from 'k'; export * as l from 'm'; export let "
      "n = 1, { o } = p; export class Q { }",
      "export default function () { }",
      "export default class { }",
      "export default (a, b)",
      "import('a', { with: {} }); a.if.class; ({ if: 1 }).if; label: { break label }",
  };
  for (const std::string_view source : module_sources) {
    const bool uses_target = source.find("new.target") != std::string_view::npos;
    if (uses_target) {
      CheckPrints("function f() { " + std::string(source) + " }", Goal::kModule);
    } else {
      CheckPrints(source, Goal::kModule);
    }
  }
  CheckPrints("with (a) b; var let_ = 010; yield\n/a/g", Goal::kScript);
}

TEST(Print, KeepsTypes) {
  const std::string_view sources[] = {
      "type A<in out T extends B = C> = | D & E | keyof F[] | readonly G[0] | unique symbol | "
      "typeof h.i<J> | `a${string}b`;",
      "type B = A extends infer C extends D ? C : never; type E = [a: F, b?: G, ...c: H[], I?]; "
      "type J = { [K in L as M]?: N };",
      "type C = (a: B, ...c: D[]) => a is E; type F = abstract new <T>() => T; type G = "
      "import('h', { with: {} }).I<J>;",
      "type D = { -readonly [K in L]-?: M } | -1 | 'a' | null | undefined | this | asserts | (() "
      "=> void)[];",
      "interface A<T> extends B<T>, C.D { (a): b; new (c): d; readonly e?: f; g?(): h; [i: "
      "string]: j; get k(): l; set k(m) }",
      "abstract class A<T> extends B<T> implements C, D<T> { private readonly a!: b; declare c; "
      "static override d?: e; "
      "abstract f(): void; constructor(public g, private readonly h = 1) { super() } i(): void; "
      "j?(): k { } "
      "@l() m; [n: string]: o; static { } accessor p = 1; protected abstract q: r }",
      "enum A { b, c = 1, 'd' } const enum E { } declare enum F { } namespace G.H { export const i "
      "= 1 } declare module 'j' { } declare global { }",
      "declare function a(b?: c): asserts b is d; declare const e: f, g: h; declare let i: j; "
      "function k(this: L): void; function k() { }",
      "let a = <b>c; let d = e as const; let f = g! + h!.i satisfies j; let k!: l; m<n>(o); new "
      "p<q>(r); s<t>`u`; v = w<x>;",
      "let a = <T,>(b: T): T => b; let c = async <T,>(d: T) => d; e ? (f) : g => h; i ? (j, k) : "
      "l; (m?: n, o = 1) => p;",
      "import type A from 'b'; import { type C, D } from 'e'; import f = require('g'); import h = "
      "i.j; export = k;",
      "export type { A } from 'b'; export type * from 'c'; export import d = e.f; export as "
      "namespace G; export declare const h: i;",
      "@a @b() class C { constructor(@d e, @f() private g) { } } export default interface H { }",
      "try { } catch (e: unknown) { } for (const a of b as c) ; function d({ e }: F = {}, [g]: H) "
      "{ } a?.b!.c; (a as b) = c;",
  };
  for (const std::string_view source : sources) CheckPrints(source, Goal::kTypeScript);
  CheckPrints("<a b='c&amp;' d={e} {...f} g:h><I.j/>text &nbsp; {k} {/**/}<></></a>", Goal::kTsx);
}

}  // namespace
}  // namespace js
