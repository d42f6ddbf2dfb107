import { assert, property, string } from "fast-check";

import {
  attributeOf,
  escapeXml,
  findAt,
  listChildren,
  readXml,
  textAt,
  XmlError,
} from "./read-xml";

describe("readXml", () => {
  test("reads elements by local name, with attributes, text, CDATA and entities", () => {
    const root = readXml(
      `\uFEFF<?xml version="1.0"?><!-- a --><s:E xmlns:s="u" a='1 > 0' s:b="&lt;&#65;&#x42;">` +
        `<s:T> x &amp; <![CDATA[<y>]]></s:T><s:T/><n><m>2</m></n></s:E>\n<!-- z -->`,
    );
    expect(root.name).toBe("E");
    expect(attributeOf(root, "a")).toBe("1 > 0");
    expect(attributeOf(root, "b")).toBe("<AB");
    expect(listChildren(root, "T").map(({ text }) => text)).toEqual(["x & <y>", ""]);
    expect(textAt(root, "n", "m")).toBe("2");
    expect(textAt(root, "T", "none")).toBeUndefined();
    expect(findAt(undefined, "n")).toBeUndefined();
  });

  test.each([
    ["nothing", ""],
    ["no XML", "Bad Gateway"],
    ["an element that is never closed", "<a><b></b>"],
    ["an end tag cut off", "<a><b></b></a"],
    ["a start tag cut off", "<a><b"],
    ["the wrong end tag", "<a><b></a></b>"],
    ["an end tag too many", "<a></a></a>"],
    ["text after the root", "<a/>x"],
    ["two roots", "<a/><b/>"],
    ["a document type", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ["an entity that is not declared", "<a>&e;</a>"],
    ["a bare ampersand", "<a>x & y</a>"],
    ["a code point out of range", "<a>&#x110000;</a>"],
    ["an attribute without quotes", "<a b=1/>"],
    ["a comment cut off", "<a><!-- </a>"],
    ["CDATA cut off", "<a><![CDATA[ </a>"],
    ["a name that starts with a digit", "<1a/>"],
    ["nesting without end", "<a>".repeat(100) + "</a>".repeat(100)],
  ])("refuses %s", (_, xml) => {
    expect(() => readXml(xml)).toThrow(XmlError);
  });

  test("refuses every proper prefix of a document", () => {
    const xml = '<?xml version="1.0"?><a b="c"><d>e &amp; f</d><g/></a>';
    for (let length = 0; length < xml.length; length += 1) {
      expect(() => readXml(xml.slice(0, length))).toThrow(XmlError);
    }
  });

  test("gives back any text that was escaped", () => {
    assert(
      property(string({ unit: "grapheme" }), (text) => {
        const root = readXml(`<a b="${escapeXml(text)}">x${escapeXml(text)}x</a>`);
        expect(root.text).toBe(`x${text}x`);
        expect(attributeOf(root, "b")).toBe(text);
      }),
    );
  });

  test("reads a long hostile text in linear time", () => {
    const xml = `<a>${"&amp;".repeat(50_000)}${"<b c='d'/>".repeat(50_000)}</a>`;
    const startedMs = performance.now();
    expect(readXml(xml).children).toHaveLength(50_000);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
