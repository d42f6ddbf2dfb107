import { compileLayout } from "../fixed-width/layout";

/**
 * BSPlink's file e9, in which an airline answers applications for refunds: records of 255
 * characters, named by their first. TEXT is ours for the lines of a reason. What a record has besides
 * is not confirmed and is left unread.
 */
export const refundAnswersLayout = compileLayout({
  revision: "e9",
  length: 255,
  records: {
    IT01: "BAED 2 6 N",
    IT02: "TRNN 2 6 N, AGTN 8 8 N, CJCP 16 3 AN?, CPUI 19 4 AN?, DAIS 23 6 N, STAT 29 3 AN?, TDNR 32 15 AN, CDGT 47 1 N?, TRNC 48 4 AN, TACN 68 5 AN?, PXNM 75 49 AN?, ESAC 232 14 AN?, DISI 246 1 AN?, ISOC 247 2 AN?, RFAS 255 1 A",
    IT03: "TRNN 2 6 N, RCPN 8 4 N?, RTDN 12 15 AN, CDGT 27 1 N?, RCPN 28 4 N?, RTDN 32 15 AN?, CDGT 47 1 N?, RCPN 48 4 N?, RTDN 52 15 AN?, CDGT 67 1 N?, RCPN 68 4 N?, RTDN 72 15 AN?, CDGT 87 1 N?, RCPN 88 4 N?, RTDN 92 15 AN?, CDGT 107 1 N?, RCPN 108 4 N?, RTDN 112 15 AN?, CDGT 127 1 N?, RCPN 128 4 N?, RTDN 132 15 AN?, CDGT 147 1 N?, DIRD 148 6 N?, TOUR 154 15 AN?, WAVR 169 14 AN?",
    IT05: "TRNN 2 6 N, TMFT 30 8 AN?, TMFA 38 11 U?, TMFT 49 8 AN?, TMFA 57 11 U?, TMFT 68 8 AN?, TMFA 76 11 U?, TDAM 87 11 U, CUTP 98 4 AN",
    IT08: "TRNN 2 6 N, FPAC 8 19 AN?, FPAM 27 11 U, CUTP 44 4 AN, FPTP 50 10 AN, EXDA 60 4 AN?, CSTF 64 27 AN?, FPAC 131 19 AN?, FPAM 150 11 U?, CUTP 167 4 AN?, FPTP 173 10 AN?, EXDA 183 4 AN?, CSTF 187 27 AN?",
    IT0H: "TRNN 2 6 N, TEXT 11 45 AN, TEXT 59 45 AN?, TEXT 107 45 AN?, TEXT 155 45 AN?, TEXT 203 45 AN?",
    IT0Y: "",
    IT0Z: "RCNT 2 11 N",
  },
});
