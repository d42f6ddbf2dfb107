import { measureImports } from "./bsp/measure-imports";
import { benchOnADatabase } from "./lib/on-a-database";

benchOnADatabase("bsp-import", measureImports);
