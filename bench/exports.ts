import { measureExports } from "./exports/measure-exports";
import { benchOnADatabase } from "./lib/on-a-database";

benchOnADatabase("exports", measureExports);
