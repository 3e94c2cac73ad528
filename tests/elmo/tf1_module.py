"""A module as TensorFlow Hub had them in 2018, made from a biLM: google/elmo, but small.

As the published one: the format of TensorFlow 1 (`tfhub_module.pb`; two graphs, with no tag and
with "train"), the signatures "default" and "tokens", a look-up table, `while` loops of
TensorFlow 1, resource variables and old reference variables, and LSTM states that stay in
variables of 128 rows from one call to the next.

Run as a script, it makes one from the classroom biLM:

    python tests/elmo/tf1_module.py FOLDER
"""

import os
import sys
from pathlib import Path

import tensorflow as tf

from wordemb_keras.elmo.characters import BORDERS

v1 = tf.compat.v1
ROWS = 128
FORMAT_V3 = b"\x08\x03"  # the message ModuleDef of tensorflow_hub, whose field 1 is the format


def write_tf1_module(bilm, folder):
    """Write the module; the layers have the weights of the biLM, the mix is their mean."""
    folder = os.fspath(folder)
    arrays = {id(variable): variable.numpy() for variable in bilm.weights}
    v2 = v1.control_flow_v2_enabled()
    v1.disable_control_flow_v2()
    try:
        builder = v1.saved_model.Builder(folder)
        for tags in ([], ["train"]):
            with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
                signatures = _Graph(bilm, arrays, training=bool(tags)).signatures()
                session.run(v1.global_variables_initializer())
                options = {"signature_def_map": signatures, "strip_default_attrs": True}
                if tags:
                    builder.add_meta_graph(tags, **options)
                else:
                    builder.add_meta_graph_and_variables(session, tags, **options)
        builder.save()
    finally:
        if v2:
            v1.enable_control_flow_v2()
    Path(folder, "tfhub_module.pb").write_bytes(FORMAT_V3)


class _Graph:
    """The graph of a biLM in TensorFlow 1, after bilm-tf."""

    def __init__(self, bilm, arrays, *, training):
        self.arrays = arrays
        self.bilm, self.training, self.n = bilm, training, bilm.max_characters
        encoder = bilm.encoder
        with v1.variable_scope("bilm"):
            self.char_embed = self.variable("char_embed", encoder.char_embed, resource=True)
            self.filters = [
                (self.variable(f"W_{i}", kernel, resource=True), self.variable(f"b_{i}", bias))
                for i, (kernel, bias) in enumerate(
                    zip(encoder.kernels, encoder.biases, strict=True)
                )
            ]
            names = ("W_carry", "b_carry", "W_transform", "b_transform")
            self.highways = [
                [self.variable(f"{name}_{i}", getattr(highway, name)) for name in names]
                for i, highway in enumerate(encoder.highways)
            ]
            self.projection = encoder.use_projection and [
                self.variable("W_proj", encoder.W_proj),
                self.variable("b_proj", encoder.b_proj),
            ]
            self.cells = [
                [self.cell(f"cell_{way}_{k}", lstm.cell) for k, lstm in enumerate(lstms)]
                for way, lstms in enumerate((bilm.forward_layers, bilm.backward_layers))
            ]
        with v1.variable_scope("aggregation"):  # what a module trains itself
            zeros = tf.zeros(bilm.n_layers + 1)
            self.s = v1.get_variable("weights", initializer=zeros, use_resource=True)
            self.gamma = v1.get_variable("scaling", initializer=1.0, use_resource=True)
        keys, values = tf.constant(list(BORDERS)), tf.constant(list(BORDERS.values()))
        rows = tf.lookup.KeyValueTensorInitializer(keys, values)
        self.borders = v1.lookup.StaticHashTable(rows, -1)

    def variable(self, name, value, *, resource=False):
        return v1.get_variable(
            name, initializer=self.arrays[id(value)], use_resource=resource, trainable=False
        )

    def cell(self, name, cell):
        with v1.variable_scope(name):
            weights = {"W": cell.kernel, "B": cell.bias, "P": cell.projection}
            found = {part: self.variable(part, value) for part, value in weights.items()}
            for part, size in (("h", cell.projection_dim), ("c", cell.units)):
                start = tf.zeros((ROWS, size))
                found[part] = v1.get_variable(
                    f"state_{part}", initializer=start, use_resource=False, trainable=False
                )
            return found

    def signatures(self):
        text = v1.placeholder(tf.string, (None,), "text")
        tokens = v1.placeholder(tf.string, (None, None), "tokens")
        lengths = v1.placeholder(tf.int32, (None,), "sequence_len")
        split = v1.string_split(text, " ")
        dense = v1.sparse_tensor_to_dense(split, default_value="")
        counts = tf.reduce_sum(tf.cast(tf.not_equal(dense, ""), tf.int32), 1)
        info = v1.saved_model.utils.build_tensor_info

        def signature(inputs, outputs):
            inputs = {name: info(tensor) for name, tensor in inputs.items()}
            outputs = {name: info(tensor) for name, tensor in outputs.items()}
            return v1.saved_model.build_signature_def(inputs, outputs, "tensorflow_hub")

        return {
            "default": signature({"text": text}, self.outputs(dense, counts)),
            "tokens": signature(
                {"tokens": tokens, "sequence_len": lengths}, self.outputs(tokens, lengths)
            ),
        }

    def outputs(self, tokens, lengths):
        bilm, dim = self.bilm, 2 * self.bilm.projection_dim
        bordered = tf.pad(tokens, [[0, 0], [1, 1]], constant_values="")
        place = tf.range(tf.shape(bordered)[1])[tf.newaxis]
        begin, end = BORDERS
        last = lengths[:, tf.newaxis] + 1
        bordered = tf.where(
            tf.equal(place, 0) & tf.ones_like(last, tf.bool), tf.fill(tf.shape(bordered), begin),
            bordered,
        )  # fmt: skip
        bordered = tf.where(tf.equal(place, last), tf.fill(tf.shape(bordered), end), bordered)
        words = self.words(bordered)
        words.set_shape((None, None, bilm.projection_dim))
        ways = []
        for cells, backward in zip(self.cells, (False, True), strict=True):
            x, layers = words, []
            x = tf.reverse_sequence(x, last[:, 0] + 1, seq_axis=1) if backward else x
            for k, cell in enumerate(cells):
                y = self.lstm(cell, x, last[:, 0] + 1)
                y = y + x if bilm.use_skip_connections and k else y
                layers.append(y)
                x = y
            if backward:
                layers = [tf.reverse_sequence(y, last[:, 0] + 1, seq_axis=1) for y in layers]
            ways.append(layers)
        layers = [tf.concat([words, words], -1)]
        layers += [tf.concat(pair, -1) for pair in zip(*ways, strict=True)]
        layers = [layer[:, 1:-1] for layer in layers]
        weights = tf.unstack(tf.nn.softmax(self.s))
        elmo = self.gamma * sum(w * layer for w, layer in zip(weights, layers, strict=True))
        if self.training:
            elmo = tf.nn.dropout(elmo, rate=0.5)
        real = tf.sequence_mask(lengths, tf.shape(tokens)[1], tf.float32)[:, :, tf.newaxis]
        # 0 / 0 for a text without tokens
        mean = tf.reduce_sum(elmo * real, 1) / tf.cast(lengths[:, tf.newaxis], tf.float32)
        for tensor in (elmo, *layers):
            tensor.set_shape((None, None, dim))
        names = [f"lstm_outputs{k}" for k in range(1, bilm.n_layers + 1)]
        return {
            "word_emb": layers[0][:, :, : bilm.projection_dim],
            **dict(zip(names, layers[1:], strict=True)),
            "elmo": elmo,
            "default": mean,
        }

    def words(self, tokens):
        flat = tf.reshape(tokens, (-1, 1))
        border = self.borders.lookup(flat)
        raw = tf.cast(tf.io.decode_raw(flat[:, 0], tf.uint8, fixed_length=self.n), tf.int32)
        length = tf.minimum(tf.strings.length(flat), self.n - 2)
        length = tf.where(border >= 0, tf.ones_like(length), length)
        raw = tf.where(tf.tile(border >= 0, (1, self.n)), tf.tile(border, (1, self.n)), raw)
        place = tf.range(self.n)[tf.newaxis]
        ids = tf.where(place <= length, tf.roll(raw, 1, axis=1), tf.fill(tf.shape(raw), 260))
        ids = tf.where(tf.equal(place, length + 1), tf.fill(tf.shape(raw), 259), ids)
        ids = tf.where(
            tf.equal(place, 0) & tf.ones_like(length, tf.bool), tf.fill(tf.shape(raw), 258), ids
        )
        activation = {"relu": tf.nn.relu, "tanh": tf.tanh}[self.bilm.encoder.activation]
        characters = tf.nn.embedding_lookup(self.char_embed, ids)
        pieces = [
            activation(tf.reduce_max(tf.nn.conv1d(characters, W, 1, "VALID"), 1) + b)
            for W, b in self.filters
        ]
        x = tf.concat(pieces, -1)
        for W_carry, b_carry, W, b in self.highways:
            gate = tf.sigmoid(x @ W_carry + b_carry)
            x = gate * tf.nn.relu(x @ W + b) + (1 - gate) * x
        if self.projection:
            x = x @ self.projection[0] + self.projection[1]
        return tf.reshape(x, (*tf.unstack(tf.shape(tokens)), self.bilm.projection_dim))

    def lstm(self, cell, x, lengths):
        """A `while` loop of TensorFlow 1 that begins and ends at the variables of the states."""
        n, steps = tf.shape(x)[0], tf.shape(x)[1]
        # With more rows than the variables have, the loop fails, as that of bilm-tf.
        h, c = cell["h"][:n], cell["c"][:n]
        inputs = tf.TensorArray(tf.float32, steps).unstack(tf.transpose(x, (1, 0, 2)))
        outputs = tf.TensorArray(tf.float32, steps)
        bilm = self.bilm

        def step(t, h, c, outputs):
            i, j, f, o = tf.split(tf.concat([inputs.read(t), h], -1) @ cell["W"] + cell["B"], 4, -1)
            new = tf.sigmoid(f + 1) * c + tf.sigmoid(i) * tf.tanh(j)
            new = _clip(new, bilm.cell_clip)
            out = _clip((tf.sigmoid(o) * tf.tanh(new)) @ cell["P"], bilm.proj_clip)
            real = tf.tile((t < lengths)[:, tf.newaxis], (1, tf.shape(h)[1]))
            more = tf.tile((t < lengths)[:, tf.newaxis], (1, tf.shape(c)[1]))
            return t + 1, tf.where(real, out, h), tf.where(more, new, c), outputs.write(t, out)

        start = (tf.constant(0), h, c, outputs)
        _, h, c, outputs = v1.while_loop(lambda t, *_: t < steps, step, start)
        keep = [
            v1.assign(variable, tf.concat([new, variable[n:]], 0))
            for variable, new in ((cell["h"], h), (cell["c"], c))
        ]
        with tf.control_dependencies(keep):
            found = tf.transpose(outputs.stack(), (1, 0, 2))
        found.set_shape((None, None, bilm.projection_dim))
        return found


def _clip(x, limit):
    return x if limit is None else tf.clip_by_value(x, -limit, limit)


if __name__ == "__main__":
    from wordemb_keras.elmo import BiLM

    write_tf1_module(BiLM.from_pretrained("classroom"), sys.argv[1])
