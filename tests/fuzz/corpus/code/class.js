class A extends B { constructor() { super(); this.x = require("fs") } static { eval(x) } }
export default class {} export * from "./a"