
1.6*8aBaJ1.0.0‚pkg:npm/a@1.0.0j

MITj
MIT OR ISCB
a
b