"""The smallest model that Vosk loads: three sounds, two words, random weights.

What it hears means nothing; that it loads, decodes and answers is real.
"""

from __future__ import annotations

import random
import struct
from pathlib import Path

_FEATURES = 40
_FST_MAGIC = 2125659606

_TRANSITIONS = """<TransitionModel> 
<Topology> 
<TopologyEntry> 
<ForPhones> 
1 2 3
</ForPhones> 
<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State> 
<State> 1 </State> 
</TopologyEntry> 
</Topology> 
<Triples> 3
1 0 0
2 0 1
3 0 2
</Triples> 
<LogProbs> 
 [ 0 -0.69 -0.69 -0.69 -0.69 -0.69 -0.69 ]
</LogProbs> 
</TransitionModel> 
"""

_NETWORK = """<Nnet3> 
input-node name=input dim=40
component-node name=affine component=affine input=input
component-node name=softmax component=softmax input=affine
output-node name=output input=softmax objective=linear

<NumComponents> 2 
<ComponentName> affine <FixedAffineComponent> <LinearParams> {weights}<BiasParams>  [ 0 0 0 ]
</FixedAffineComponent> 
<ComponentName> softmax <LogSoftmaxComponent> <Dim> 3 <ValueAvg>  [ ]
<DerivAvg>  [ ]
<Count> 0 <OderivRms>  [ ]
<OderivCount> 0 <NumDimsSelfRepaired> 0 <NumDimsProcessed> 0 </LogSoftmaxComponent> 
</Nnet3> <LeftContext> 0 <RightContext> 0 <Priors>  [ ]
"""

_TEXTS = {
    "conf/mfcc.conf": "--use-energy=false\n--num-mel-bins=40\n--num-ceps=40\n--low-freq=20\n"
    "--high-freq=-400\n--sample-frequency=16000\n--allow-downsample=true\n--dither=0\n",
    "conf/model.conf": "--min-active=200\n--max-active=3000\n--beam=10.0\n--lattice-beam=2.0\n"
    "--acoustic-scale=1.0\n--frame-subsampling-factor=1\n--endpoint.silence-phones=1\n",
    "graph/words.txt": "<eps> 0\nstop 1\nhello 2\n#0 3\n",
    "graph/phones/word_boundary.int": "1 nonword\n2 singleton\n3 singleton\n",
    "graph/disambig_tid.int": "",
}

# For each state: input label (a transition), output label (a word), cost, next state.
_ARCS = (
    ((2, 0, 0.7, 1), (4, 1, 0.7, 2), (6, 2, 0.7, 3)),
    ((1, 0, 0.1, 1), (0, 0, 0.1, 0)),
    ((3, 0, 0.1, 2), (0, 0, 0.1, 0)),
    ((5, 0, 0.1, 3), (0, 0, 0.1, 0)),
)


def tiny_vosk_model(folder: Path) -> Path:
    """Write the model into a new folder in this one."""
    model = folder / "vosk-model-tiny"
    contents = {name: text.encode() for name, text in _TEXTS.items()}
    contents["am/final.mdl"] = (_TRANSITIONS + _NETWORK.format(weights=_weights())).encode()
    contents["graph/HCLG.fst"] = _graph()
    for name, content in contents.items():
        path = model / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return model


def _weights() -> str:
    chance = random.Random(3)
    rows = [
        " ".join(f"{chance.uniform(-0.02, 0.02):.4f}" for _ in range(_FEATURES)) for _ in range(3)
    ]
    return "  [\n  " + "\n  ".join(rows) + " ]\n"


def _graph() -> bytes:
    """An OpenFst vector transducer in its binary form."""
    arcs = sum(len(leaving) for leaving in _ARCS)
    header = struct.pack("<i", _FST_MAGIC) + _text("vector") + _text("standard")
    content = header + struct.pack("<iiQqqq", 2, 0, 3, 0, len(_ARCS), arcs)
    for leaving in _ARCS:
        content += struct.pack("<fq", 0.0, len(leaving))
        content += b"".join(struct.pack("<iifi", *arc) for arc in leaving)
    return content


def _text(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode()
