import { type Handler, World } from "../../../../sandbox/core/world";
import { SandboxClock } from "../../../../sandbox/core/clock";
import { seededIds } from "../../../../sandbox/core/ids";
import { Journal } from "../../../../sandbox/core/journal";
import { type Door, openDoor } from "../../../../sandbox/door/door";
import { alicloudPackage } from "../../../../sandbox/providers/alicloud/alicloud";
import { Provider } from "../support";

export type Parameters = Readonly<Record<string, string>>;

export interface FakeCall {
  readonly action: string;
  /** What the form says, without what the signature needs. */
  readonly form: Parameters;
  /** What the query says beside the signature's own. */
  readonly query: Parameters;
}

/** What the fake says to an action: a reply, or a refusal made by `refusal`. */
export type Answer = Readonly<Record<string, unknown>> | Response;

export const refusal = (status: number, Code: string): Response =>
  Response.json({ Code, Message: "m", RequestId: "r" }, { status });

const signature = new Set(
  "AccessKeyId Action Format Signature SignatureMethod SignatureNonce SignatureVersion Timestamp Version".split(" "),
);
const host = "cloudsso.cn-shanghai.aliyuncs.com";

/** CloudSSO's endpoint as a script: it says what it was told to, and remembers what it was asked. */
export class FakeCloudSso {
  readonly clock = new SandboxClock();
  readonly calls: FakeCall[] = [];
  readonly answers: Record<string, Answer | ((call: FakeCall) => Answer)> = {};
  #door!: Door;
  /** Pauses, in milliseconds, of everything that was waited for. */
  readonly pauses: number[] = [];

  static async open(): Promise<FakeCloudSso> {
    const fake = new FakeCloudSso();
    const { clock, pauses } = fake;
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (milliseconds) => {
      pauses.push(milliseconds);
      return sleep(milliseconds);
    };
    const ids = seededIds("cloudsso");
    const world = new World(new Journal(clock), {
      [host]: (request) => fake.#answer(request),
      "location.aliyuncs.com": fake.#location(),
    });
    fake.#door = await openDoor(world, { clock, ids });
    return fake;
  }

  close(): Promise<void> {
    return this.#door.stop();
  }

  provider(region = "cn-shanghai"): Provider {
    const context = {
      door: this.#door,
      clock: this.clock,
      ids: seededIds("client"),
      environment: {
        ALICLOUD_ACCESS_KEY: "LTAIfake",
        ALICLOUD_SECRET_KEY: "secret",
        ALICLOUD_REGION: region,
        ALICLOUD_ACCOUNT_TYPE: "International",
      },
    };
    return new Provider(alicloudPackage(context).open({}), "alicloud:cloudsso/");
  }

  /** Names of the actions since the last time, and forgets them. */
  actions(): string[] {
    return this.take().map(({ action }) => action);
  }

  take(): FakeCall[] {
    return this.calls.splice(0);
  }

  #location(): Handler {
    return (request) => {
      const url = new URL(request.url);
      this.calls.push({ action: url.searchParams.get("Action") ?? "", form: {}, query: {} });
      return Response.json({ Endpoints: { Endpoint: [] } });
    };
  }

  async #answer(request: Request): Promise<Response> {
    const given = [...new URL(request.url).searchParams];
    const action = given.find(([name]) => name === "Action")?.[1] ?? "";
    const call: FakeCall = {
      action,
      form: Object.fromEntries(new URLSearchParams(await request.text())),
      query: Object.fromEntries(given.filter(([name]) => !signature.has(name))),
    };
    this.calls.push(call);
    const scripted = this.answers[action];
    const answer = typeof scripted === "function" ? scripted(call) : (scripted ?? {});
    return answer instanceof Response ? answer.clone() : Response.json(answer);
  }
}

/** Answers of a directory in which nothing is set, over which a test lays its own. */
export const emptyDirectory = (id: string): Record<string, Answer> => ({
  CreateDirectory: { Directory: { DirectoryId: id } },
  GetDirectorySAMLServiceProviderInfo: {
    SAMLServiceProvider: {
      EntityId: `https://signin-cn-shanghai.alibabacloudsso.com/saml/sp/${id}`,
      AcsUrl: "https://signin-cn-shanghai.alibabacloudsso.com/saml/acs/1f7b0e52",
      AuthnSignAlgo: "rsa-sha256",
      CertificateType: "self-signed",
      SupportEncryptedAssertion: false,
      EncodedMetadataDocument: "PHg+",
    },
  },
  GetPasswordPolicy: { PasswordPolicy: { MinPasswordLength: 8, MaxPasswordAge: 90, HardExpire: false } },
  GetExternalSAMLIdentityProvider: {
    SAMLIdentityProviderConfiguration: { SSOStatus: "Disabled", BindingType: "Post", WantRequestSigned: false },
  },
  GetDirectory: { Directory: { DirectoryId: id, DirectoryName: "contoso", CreateTime: "2026-01-01T00:00:00Z" } },
  GetUserProvisioningConfiguration: {
    UserProvisioningConfiguration: { SessionDuration: 6, DefaultLandingPage: "https://home" },
  },
  GetMFAAuthenticationSettingInfo: {
    MFAAuthenticationSettingInfo: {
      MfaAuthenticationAdvanceSettings: "OnlyRiskyLogin",
      OperationForRiskLogin: "EnforceVerify",
    },
  },
  GetLoginPreference: { LoginPreference: { LoginNetworkMasks: "", AllowUserToGetCredentials: true } },
  GetSCIMSynchronizationStatus: { SCIMSynchronizationStatus: "Disabled" },
  GetMFAAuthenticationStatus: { MFAAuthenticationStatus: "Enabled" },
  GetDirectoryGlobalAccessStatus: { GlobalAccessStatus: { status: "Disabled" } },
});

/** The ten reads, in their order. */
export const directoryReads: readonly string[] = [
  "GetDirectorySAMLServiceProviderInfo",
  "GetPasswordPolicy",
  "GetExternalSAMLIdentityProvider",
  "GetDirectory",
  "GetUserProvisioningConfiguration",
  "GetMFAAuthenticationSettingInfo",
  "GetLoginPreference",
  "GetSCIMSynchronizationStatus",
  "GetMFAAuthenticationStatus",
  "GetDirectoryGlobalAccessStatus",
];
