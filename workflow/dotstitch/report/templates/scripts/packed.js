// Contents that lie together in compressed packs, taken out when one of them is asked for.

const ZERO = 35;
const unpacked = {};

async function inflate(text) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser cannot unpack structures, details, other exposures and exports: it lacks DecompressionStream (Chrome 80, Firefox 113, Safari 16.4 and later have it). The table is complete.");
  }
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Take one content out of its pack, which holds a list of contents key by key. */
async function takeOut(kind, at) {
  const pack = Math.floor(at / data.packs.together);
  const packs = (unpacked[kind] ??= []);
  packs[pack] ??= inflate(data.packs[kind][pack]);
  const found = await packs[pack];
  return Object.fromEntries(Object.entries(found).map(([key, all]) => [key, decoded(all[at % data.packs.together])]));
}

/** Turn letters back into whole numbers, wherever they stand in a value. */
function decoded(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(decoded);
  if (value.of === undefined) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, decoded(one)]));
  const numbers = [...value.of].map((letter) => {
    const code = letter.codePointAt(0) - ZERO;
    return code % 2 ? -(code + 1) / 2 : code / 2;
  });
  for (let n = 0; n < value.order; n++) for (let i = 1; i < numbers.length; i++) numbers[i] += numbers[i - 1];
  return numbers;
}
