/** Hotels of every destination, the same each time: their codes say where they are. */
export interface SandboxHotel {
  readonly code: number;
  readonly name: string;
  readonly destinationCode: string;
  /** What cancelling costs there: nothing until shortly before, a night at once, or all. */
  readonly terms: "free" | "one night" | "not refundable";
}

const kinds = [
  { name: "Plaza", terms: "free" },
  { name: "Beach Resort", terms: "one night" },
  { name: "Airport Inn", terms: "not refundable" },
] as const;

const firstCode = 100_000;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export function hotelsAt(destination: string): SandboxHotel[] {
  if (!/^[A-Z]{3}$/.test(destination)) return [];
  const number = destination
    .split("")
    .reduce((sum, letter) => sum * letters.length + letters.indexOf(letter), 0);
  return kinds.map(({ name, terms }, index) => ({
    code: firstCode + number * 10 + index,
    name: `${destination} ${name}`,
    destinationCode: destination,
    terms,
  }));
}

export function findHotel(code: number): SandboxHotel | undefined {
  const number = Math.floor((code - firstCode) / 10);
  if (number < 0 || number >= letters.length ** 3) return undefined;
  const places = [letters.length ** 2, letters.length, 1];
  const destination = places
    .map((place) => letters[Math.floor(number / place) % letters.length] ?? "")
    .join("");
  return hotelsAt(destination).find((hotel) => hotel.code === code);
}
