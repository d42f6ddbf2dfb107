import type { DatabaseConnection, Driver } from "kysely";
import { MysqlDialect, MysqlDriver } from "kysely";
import type { Pool } from "mysql2";

/** Kysely's, but what is told of a lost connection is what was lost with it. */
export class LossAwareDialect extends MysqlDialect {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new LossAwareDriver({ pool: this.#pool });
  }
}

/**
 * A lost connection cannot be rolled back, and need not be: the server does it. Kysely would throw
 * that in place of what went wrong before, the loss of a COMMIT's reply among it.
 */
class LossAwareDriver extends MysqlDriver {
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      if (Reflect.get(Object(error), "fatal") !== true) throw error;
    }
  }
}
