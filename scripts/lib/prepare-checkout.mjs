import { buildProject } from "./build-project.mjs";
import { withCheckoutLock } from "./checkout-lock.mjs";
import { installPackages } from "./install-packages.mjs";

/** Brings a checkout to where it can run: npm packages and compiled sources. */
export async function prepareCheckout(root, reporter) {
  const onWait = () => reporter.line("Waiting: another run prepares this checkout.");
  await withCheckoutLock(root, onWait, async () => {
    await installPackages(root, reporter);
    await buildProject(root, reporter);
  });
}
