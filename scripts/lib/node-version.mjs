// In the words of old Nodes too: this runs before anything is known of the one that runs it.
const wanted = [20, 19];

/** What is wrong with this Node or this machine, in words; undefined when nothing is. */
export function findPlatformProblem(versions, platform) {
  const [major, minor] = versions.node.split(".").map(Number);
  if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
    return [
      "travoBooks needs Node " + wanted.join(".") + " or newer, and this is " + versions.node + ".",
      "Ways to get it:",
      "  - https://nodejs.org/en/download (Debian and Ubuntu: the NodeSource packages)",
      "  - a version manager: nvm install 22, or fnm install 22",
    ].join("\n");
  }
  if (platform !== "linux") {
    return (
      "travoBooks starts its own servers on Linux (or WSL) only, and this is " +
      platform +
      ".\nElsewhere use `docker compose up`: see README.md."
    );
  }
  return undefined;
}
