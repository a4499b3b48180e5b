import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { nearest } from "../handlers/order/menu.ts";
import { isOpen } from "../handlers/order/opening-hours.ts";
import { menuPrice } from "../handlers/order/options.ts";
import { centavosIn } from "../handlers/order/placeable.ts";
import { storeQueueName } from "../handlers/shared/tenant.ts";
import { TenantFile } from "../handlers/shared/tenant-file.ts";

const folder = join(import.meta.dirname, "../tenants");
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const read = (file: string) => TenantFile.parse(parse(readFileSync(join(folder, file), "utf8")));
const plain = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

describe("the sample restaurants", () => {
  it("are two, one of them with two stores", () => {
    expect(files.map((file) => read(file).stores.length)).to.have.members([2, 1]);
  });

  it("have each their own WhatsApp number and Twilio account", () => {
    const of = (pick: (tenant: TenantFile) => string) => new Set(files.map((file) => pick(read(file))));
    expect(of(({ twilioConfig }) => twilioConfig.phoneNumber)).to.have.property("size", files.length);
    expect(of(({ twilioConfig }) => twilioConfig.accountSid)).to.have.property("size", files.length);
  });

  for (const file of files) {
    const tenant = read(file);

    describe(tenant.name, () => {
      it("is in the file that is named like it", () => {
        expect(file).to.equal(`${tenant.clientId}.yaml`);
      });

      it("has a store that is open at every minute of the week", () => {
        const start = Date.parse("2026-11-23T03:00:00Z");
        for (let minute = 0; minute < 7 * 24 * 60; minute++) {
          const at = new Date(start + minute * 60_000);
          const open = tenant.stores.some(({ operatingHours }) => isOpen({ hours: operatingHours }, at));
          if (!open) expect.fail(`${tenant.name} is closed at ${at.toISOString()}`);
        }
      });

      it("has queue names that SQS accepts, with their dead-letter queues", () => {
        for (const { storeId } of tenant.stores)
          expect(storeQueueName(tenant.clientId, storeId).replace(".fifo", "-dlq.fifo")).to.match(
            /^[A-Za-z0-9_-]{1,75}\.fifo$/,
          );
      });

      it("names a payer's document with right check digits", () => {
        const digits = [...tenant.asaasConfig.defaultCpfCnpj!].map(Number);
        expect(digits.slice(12)).to.deep.equal([
          checkDigit(digits.slice(0, 12)),
          checkDigit(digits.slice(0, 13)),
        ]);
      });

      for (const { name, orderConfig } of tenant.stores) {
        const items = orderConfig.menu.flatMap((category) => category.items);

        it(`sells twenty things and more at ${name}, each under one id and at a price`, () => {
          expect(items.length).to.be.at.least(20);
          expect(new Set(items.map(({ itemId }) => itemId)).size).to.equal(items.length);
          for (const item of items)
            expect(
              centavosIn(menuPrice(orderConfig, item).replace("a partir de ", "")),
              item.itemId,
            ).to.be.within(300, 20_000);
        });

        it(`knows each alias at ${name} for one item alone`, () => {
          const owners = new Map<string, string>();
          for (const { itemId, aliases } of items)
            for (const alias of new Set(aliases.map(plain))) {
              expect(owners.get(alias), `"${alias}" of ${itemId}`).to.equal(undefined);
              owners.set(alias, itemId);
            }
        });

        it(`leads each alias at ${name} to its item`, () => {
          for (const { itemId, aliases, available } of items)
            for (const alias of available ? aliases : [])
              expect(nearest(orderConfig, alias)[0]?.itemId, alias).to.equal(itemId);
        });
      }
    });
  }
});

/** CNPJ, module 11 with weights 2 to 9 from the right. */
function checkDigit(digits: readonly number[]): number {
  const sum = digits.toReversed().reduce((total, digit, index) => total + digit * (2 + (index % 8)), 0);
  return sum % 11 < 2 ? 0 : 11 - (sum % 11);
}
