package io.nightjar.rehearse;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** How a rehearsal's page looks; dark, for it is read at night. */
final class BacktestStyle {

  static final String CSS =
      """
      :root{color-scheme:dark}
      *{box-sizing:border-box}
      body{margin:0;background:#12161c;color:#e8ecf1;font:16px/1.5 system-ui,sans-serif}
      main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 4rem}
      h1{font-size:1.5rem;margin:.25rem 0}
      h2{font-size:1.1rem;margin:2rem 0 .5rem}
      .sub{color:#aab4c0;font-size:.9rem;margin:.2rem 0;overflow-wrap:anywhere}
      .warn{border-left:5px solid #e5645c;padding-left:.9rem;overflow-wrap:anywhere}
      .tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.2rem 0}
      .tile{background:#1b212a;border-top:4px solid #6b7787;border-radius:.4rem;
        padding:.5rem .9rem;min-width:7rem;color:#aab4c0;font-size:.9rem}
      .tile b{display:block;color:#e8ecf1;font-size:1.5rem;line-height:1.2}
      .tile.allowed{border-color:#2f9e63}.tile.asked{border-color:#e0a53c}
      .tile.denied{border-color:#e5645c}.tile.dry-run{border-color:#5d9bd8}
      .tile.joined{border-color:#8a7fc4}
      .wide{overflow-x:auto}
      table{border-collapse:collapse;width:100%;font-size:.95rem}
      th{text-align:left;color:#aab4c0;font-weight:400;padding:.25rem .75rem .25rem 0}
      td{padding:.25rem .75rem .25rem 0;border-top:1px solid #2a323d;overflow-wrap:anywhere;
        vertical-align:top;font-variant-numeric:tabular-nums}
      svg{display:block;width:100%;height:auto;background:#1b212a;border-radius:.4rem;margin:1rem 0}
      svg text{fill:#aab4c0;font:12px system-ui,sans-serif}
      svg .grid{stroke:#2a323d}
      svg .allowed{fill:#2f9e63}svg .asked{fill:#e0a53c}svg .denied{fill:#e5645c}
      svg .dry-run{fill:#5d9bd8}svg .joined{fill:#8a7fc4}
      .lines{list-style:none;margin:0;padding:0}
      .lines li{display:grid;grid-template-columns:5.2rem 6.2rem 1fr;gap:.5rem;
        padding:.6rem 0;border-top:1px solid #2a323d}
      .lines li.day{display:block;color:#aab4c0;padding:1rem 0 .3rem;border:0}
      .lines b,.lines p{overflow-wrap:anywhere}
      .lines p{margin:.1rem 0}
      .lines .then{color:#c9d2dc;font-size:.9rem}
      time{color:#aab4c0;font-variant-numeric:tabular-nums}
      .tag{justify-self:start;align-self:start;border:1px solid #6b7787;border-radius:.3rem;
        padding:0 .45rem;font-size:.85rem}
      .tag.allowed{border-color:#2f9e63;color:#6fd6a0}.tag.asked{border-color:#e0a53c;color:#f0c878}
      .tag.denied{border-color:#e5645c;color:#f2a09a}.tag.dry-run{border-color:#5d9bd8;color:#9cc6ef}
      code{font:14px ui-monospace,monospace;overflow-wrap:anywhere}
      @media (max-width:40rem){.lines li{grid-template-columns:1fr}}
      """;

  /** Nothing may be loaded, no script may run; this style alone is taken. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder()
              .encodeToString(
                  HexFormat.of().parseHex(Hash.sha256(CSS.getBytes(StandardCharsets.UTF_8)).hex()))
          + "'; base-uri 'none'; form-action 'none'";

  private BacktestStyle() {}
}
