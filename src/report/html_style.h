#pragma once

#include <string_view>

namespace report {

/// The one style sheet of the HTML report: no font, picture or script from anywhere.
inline constexpr std::string_view kHtmlStyle = R"css(
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--line:#dfe3e9;--text:#1b2230;--soft:#5b6577;--code:#f2f4f8;
--bad:#b3261e;--bad-soft:#fdecea;--warn:#9a5b00;--warn-soft:#fff3dc;--good:#1d7044;--good-soft:#e4f5ec;--link:#2457c5;--mark:#fff1b8}
@media (prefers-color-scheme:dark){:root{--bg:#11141a;--card:#191e27;--line:#2c3441;--text:#e6e9ef;--soft:#98a2b3;--code:#12161d;
--bad:#ff8a80;--bad-soft:#3a1d1d;--warn:#ffc46b;--warn-soft:#35290f;--good:#7fd8a6;--good-soft:#14301f;--link:#8fb4ff;--mark:#4a3d0b}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 64px}
h1{font-size:26px;line-height:1.25;margin:4px 0 6px;overflow-wrap:anywhere}
h2{font-size:18px;margin:36px 0 12px}
h3{font-size:16px;margin:0;overflow-wrap:anywhere}
h4{font-size:12px;letter-spacing:.05em;text-transform:uppercase;color:var(--soft);margin:18px 0 6px;font-weight:600}
p{margin:6px 0}
.brand{color:var(--soft);font-size:13px;letter-spacing:.06em;text-transform:uppercase}
.soft{color:var(--soft)}
.verdict{display:flex;gap:18px;align-items:center;border-radius:12px;padding:18px 22px;margin:18px 0;border:1px solid var(--line);background:var(--card)}
.verdict.block{background:var(--bad-soft);border-color:var(--bad)}.verdict.warn{background:var(--warn-soft);border-color:var(--warn)}
.verdict.allow{background:var(--good-soft);border-color:var(--good)}
.verdict b{font-size:20px;display:block}.block>b,.block .act{color:var(--bad)}.warn>b,.warn .act{color:var(--warn)}.allow>b,.allow .act{color:var(--good)}
.sign{flex:none;width:44px;height:44px}
.block .sign{color:var(--bad)}.warn .sign{color:var(--warn)}.allow .sign{color:var(--good)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;margin:0 0 8px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px}
.tile b{display:block;font-size:22px;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:13px}
.card{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--soft);border-radius:10px;padding:16px 20px 18px;margin:14px 0}
.card.block{border-left-color:var(--bad)}.card.warn{border-left-color:var(--warn)}.card.allow{border-left-color:var(--good)}
.tags{display:flex;flex-wrap:wrap;gap:6px;margin:8px 0 4px;font-size:12.5px}
.tag{border:1px solid var(--line);border-radius:999px;padding:1px 10px;color:var(--soft);background:var(--bg);overflow-wrap:anywhere}
.tag.act{font-weight:600;border-color:currentColor;background:none}
.tag.critical,.tag.high{color:var(--bad)}.tag.medium{color:var(--warn)}
.who{font-weight:600;overflow-wrap:anywhere}
.story{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 20px}
.story li{margin:6px 0;overflow-wrap:anywhere}.story ul{margin:4px 0;padding-left:20px}
.scroll{overflow-x:auto;margin-top:12px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:14px;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
th,td{text-align:left;padding:7px 12px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
thead th{border-top:0 none;font-size:12px;color:var(--soft);font-weight:600;text-transform:uppercase;letter-spacing:.04em;white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.cell{text-align:center;white-space:nowrap;font-variant-numeric:tabular-nums}th.cell{text-align:center}
td.cell.on{font-weight:600}td.cell.on.install{color:var(--bad)}td.cell.on.import{color:var(--warn)}
.chain{list-style:none;margin:6px 0 0;padding:0}
.chain li{position:relative;padding:0 0 14px 34px}
.chain li::before{content:"";position:absolute;left:11px;top:24px;bottom:-2px;width:2px;background:var(--line)}
.chain li:last-child{padding-bottom:2px}.chain li:last-child::before{display:none}
.chain .dot{position:absolute;left:0;top:1px;width:24px;height:24px;border-radius:50%;background:var(--link);color:var(--card);font-size:12px;
font-weight:700;display:flex;align-items:center;justify-content:center}
.place{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--link);overflow-wrap:anywhere}
pre{margin:6px 0;background:var(--code);border:1px solid var(--line);border-radius:8px;padding:10px 12px;overflow-x:auto;tab-size:2;
font:12.5px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre.lines{padding:8px 0}.chain .place{margin-top:1px}pre.lines span{display:flex;min-width:max-content;padding:0 10px 0 0;white-space:pre}
pre.lines i{flex:none;width:52px;padding-right:12px;text-align:right;color:var(--soft);font-style:normal;user-select:none}
pre.lines .hit{background:var(--mark);box-shadow:inset 3px 0 var(--warn)}
pre.decoded{border-color:var(--warn);white-space:pre-wrap;overflow-wrap:anywhere;max-height:420px;overflow-y:auto}
.flow{display:grid;grid-template-columns:minmax(180px,1fr) minmax(0,3fr);gap:18px;margin-top:12px}.beside{min-width:0}
@media (max-width:760px){.flow{grid-template-columns:1fr}}
pre.lines .m{flex:none;display:flex;justify-content:flex-end;align-items:center;gap:3px;width:68px}
pre.lines .m+i{width:40px}
pre.lines em{flex:none;width:18px;height:18px;border-radius:50%;background:var(--link);color:var(--card);font:700 11px/18px system-ui,sans-serif;text-align:center}
pre.lines .gap{color:var(--soft)}
.values{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
details{margin:10px 0}summary{cursor:pointer;color:var(--link)}
.facts>li{margin:0 0 16px}.facts{list-style:none;margin:0;padding:0}
footer{margin-top:44px;color:var(--soft);font-size:13px;border-top:1px solid var(--line);padding-top:14px}
@media print{body{background:#fff}.card,.verdict{break-inside:avoid}details{display:block}}
)css";

}  // namespace report
