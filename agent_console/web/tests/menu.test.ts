/** The menu: together what belongs together, nothing lost. */

import { expect, it } from "vitest";
import router from "@/router?raw";
import { GROUPS, grouped } from "@/shell/menu";

const entry = (name: string) => ({ path: `/${name}`, name });

it("puts a matter's way together in the groups' order, whatever order the routes have", () => {
  const groups = grouped([entry("funds"), entry("dispatching"), entry("desk"), entry("tickets")]);
  expect(groups.map((group) => group.map((one) => one.name))).toEqual([["desk"], ["tickets", "dispatching"], ["funds"]]);
});

it("loses no page that no group names", () => {
  expect(grouped([entry("new"), entry("desk")]).flat().map((one) => one.name)).toEqual(["desk", "new"]);
});

it("names every page of the menu once", () => {
  const names = GROUPS.flat();
  expect(new Set(names).size).toBe(names.length);
  const pages = [...router.matchAll(/menu: "(\w+)"/g)].map((found) => found[1] ?? "");
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.filter((name) => !names.includes(name))).toEqual([]);
});
