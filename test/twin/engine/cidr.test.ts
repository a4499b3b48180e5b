import { expect } from "chai";
import { Refusal } from "../../../twin/engine/errors.ts";
import { subnetRanges } from "../../../twin/engine/remote/cidr.ts";

describe("a network's ranges", () => {
  it("divide the network by zones, and a zone by its subnets", () => {
    const specs = [{ type: "Private", cidrMask: 20 }, { type: "Public" }];
    expect(subnetRanges("10.1.0.0/16", 3, 2, specs)).to.deep.equal(["10.1.128.0/20", "10.1.144.0/20"]);
  });

  it("are refused when they do not fit", () => {
    const specs = [
      { type: "Private", cidrMask: 17 },
      { type: "Public", cidrMask: 17 },
    ];
    expect(() => subnetRanges("10.1.0.0/16", 2, 0, specs)).to.throw(Refusal, /do not fit into 2 zones/);
  });
});
