import { securityNamespaces } from "../security-header";
import { sessionNamespace } from "../session-header";
import { schema, text } from "./xsd";

const sessionSchema = schema(
  sessionNamespace,
  '<xs:element name="Session"><xs:complexType><xs:sequence minOccurs="0">',
  text("SessionId"),
  text("SequenceNumber"),
  text("SecurityToken"),
  '</xs:sequence><xs:attribute name="TransactionStatusCode" type="xs:NMTOKEN" use="required"/>',
  "</xs:complexType></xs:element>",
);

const hostedUserSchema = schema(
  securityNamespaces.hostedUser,
  '<xs:element name="AMA_SecurityHostedUser"><xs:complexType><xs:sequence>',
  '<xs:element name="UserID"><xs:complexType>',
  ...["POS_Type", "PseudoCityCode", "AgentDutyCode", "RequestorType"].map(
    (name) => `<xs:attribute name="${name}" type="xs:string" use="required"/>`,
  ),
  "</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>",
);

export const headerSchemas = sessionSchema + hostedUserSchema;
