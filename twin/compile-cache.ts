/**
 * Preloaded before a command of many modules: Node keeps their compiled code, types already stripped, for the next
 * start. Coverage is exact only without it.
 */
import { enableCompileCache } from "node:module";

if (!process.env.NODE_V8_COVERAGE) enableCompileCache();
