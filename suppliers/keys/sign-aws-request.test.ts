import { signAwsRequest } from "./sign-aws-request";

describe("signAwsRequest", () => {
  test("signs the example of the AWS General Reference as it does", () => {
    const signed = signAwsRequest(
      {
        method: "GET",
        url: new URL("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: "",
      },
      {
        accessKeyId: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "iam",
        at: new Date("2015-08-30T12:36:00Z"),
      },
    );
    expect(signed["authorization"]).toContain(
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    );
    expect(signed["authorization"]).toContain("SignedHeaders=content-type;host;x-amz-date");
  });
});
