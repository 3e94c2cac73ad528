r"""Section 9-5: biLMs in the files of the original authors (AllenNLP, bilm-tf).

A biLM is two files, `options.json` with the sizes and an HDF5 file with the
arrays. The published models are such pairs, and what is trained here is saved
in the same form, so that AllenNLP's reader takes it, in float32 or float16. (The
stored "carry" gate multiplies the transform, and the forget bias is not
included: so in the code.)

Reference: [bilm-tf](https://github.com/allenai/bilm-tf), Peters et al.
"""

import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras import datasets
from wordemb_keras.elmo import initializers
from wordemb_keras.elmo.characters import N_CHARACTERS
from wordemb_keras.elmo.options import Options
from wordemb_keras.files import atomic_write

_ELSEWHERE = (
    "A published pair is fetched by its name (`wordemb data fetch elmo_small`); of another one, "
    "download both files and give their paths"
)
CLASSROOM = ("elmo_classroom_options.json", "elmo_classroom_weights.hdf5")


def load(
    kind: Any, options: str | os.PathLike, weights: str | os.PathLike | None, **kwargs: Any
) -> Any:
    """`kind` with the sizes and weights of the two files: `BiLM.from_allennlp`."""
    options, weights = find_pair(options, weights)
    config = read_options(options)
    arrays = _read_arrays(weights)
    _check_sizes(kwargs, config, options)
    config["use_projection"] = _projects(arrays)
    n_filters = sum(n for _, n in config["filters"])
    if not config["use_projection"] and n_filters != config["projection_dim"]:
        raise ValueError(
            f"{weights}: a model without a projection after the character CNN (there is no array "
            f"'CNN_proj/W_proj'), {options} asks for one of {n_filters} filters to "
            f"{config['projection_dim']} numbers. Do the two files belong together?"
        )
    _project_lstms(arrays, config, weights=weights)
    with initializers.of_a_file():
        bilm = kind(**{**config, **kwargs})
    if len(bilm.weights) > len(_variables(bilm)):  # a subclass has weights that no file knows:
        bilm = kind(**{**config, **kwargs})  # they start at random, as everywhere
    _assign(bilm, arrays, weights=weights, options=options)
    return bilm


def find(name: str) -> list[Path]:
    """The two files of a trained biLM: `BiLM.from_pretrained`."""
    if name in ("small", "original"):
        return list(datasets.locate(f"elmo_{name}").paths)
    if name != "classroom":
        raise ValueError(
            '`name` must be "classroom", "small" or "original". '
            f"Received: name={name!r}. For a model of your own: `BiLM.from_allennlp`, or its "
            "folder on the command line"
        )
    return [datasets.sample_folder() / file for file in CLASSROOM]


def find_pair(
    options: str | os.PathLike, weights: str | os.PathLike | None = None
) -> tuple[Path, Path]:
    """The two files: paths, the folder that holds both, or the addresses of a published pair."""
    name = os.fspath(options)
    if "://" in name or "://" in os.fspath(weights or ""):
        return _published(name, weights)
    folder = Path(name)
    if not folder.is_dir():
        if weights is None:
            raise ValueError(
                f"`weights` must be the path of the HDF5 file, unless `options` is the folder of "
                f"both. Received: options={name!r}, weights=None"
            )
        return folder, Path(weights)
    if weights is not None:
        raise ValueError(f"{name}: a folder. Name the JSON file in it, such as options.json")
    if (folder / "encoder.pkl").exists() or (folder / "char.dic").exists():
        raise ValueError(
            f"{name}: a model of ELMoForManyLangs. It has another network, in PyTorch pickles, "
            "which this package does not open. Use its own program to write vectors"
        )
    found = sorted(path for path in folder.iterdir() if path.suffix in (".hdf5", ".h5"))
    if not found and (folder / "checkpoint").exists():
        raise ValueError(
            f"{name}: checkpoints of bilm-tf. Its program bin/dump_weights.py writes the HDF5 file"
        )
    if len(found) != 1 or not (folder / "options.json").is_file():
        names = ", ".join(path.name for path in sorted(folder.iterdir())[:10]) or "nothing"
        raise ValueError(
            f"{name}: must hold options.json and one HDF5 file, as a folder of simple_elmo or of "
            f"`wordemb elmo train`. It holds {names}. Or name the two files"
        )
    return folder / "options.json", found[0]


def save(
    bilm: Any,
    options: str | os.PathLike,
    weights: str | os.PathLike,
    *,
    dtype: str = "float32",
) -> None:
    """Write a biLM as the two files: `BiLM.save_allennlp`."""
    import h5py

    if dtype not in ("float16", "float32"):
        raise ValueError(f'`dtype` must be "float16" or "float32". Received: dtype={dtype!r}')
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, variable in _variables(bilm).items():
            array = _finite(np.asarray(variable.numpy(), np.float32), dtype, name)
            array = array[np.newaxis] if name.startswith("CNN/W_cnn") else array
            # Without loss; h5py, and so AllenNLP, reads it as any other array.
            file.create_dataset(name, data=array, compression="gzip", shuffle=True)
        if not bilm.encoder.use_projection:
            file["CNN_proj/W_proj"] = np.eye(bilm.projection_dim, dtype=dtype)
            file["CNN_proj/b_proj"] = np.zeros(bilm.projection_dim, dtype)
    text = json.dumps(_options(bilm), indent=2)  # before a file is there: both or none
    with atomic_write(weights, "wb") as out:
        out.write(buffer.getbuffer())
    with atomic_write(options) as out:
        out.write(f"{text}\n")


def read_options(path: str | os.PathLike) -> dict[str, Any]:
    """The arguments for `BiLM` that an options file of AllenNLP asks for.

    Raises:
        ValueError: not such a file; the message names the option.
    """
    options = Options(path)
    max_characters = options.number("char_cnn.max_characters_per_token", default=50, least=3)
    n_characters = options.number("char_cnn.n_characters", default=N_CHARACTERS + 1)
    if n_characters not in (N_CHARACTERS, N_CHARACTERS + 1):  # bilm-tf trains with one less
        raise options.wrong("char_cnn.n_characters", "262 (256 bytes and 6 signs)")
    return {
        "units": options.number("lstm.dim"),
        "projection_dim": options.number("lstm.projection_dim"),
        "n_layers": options.number("lstm.n_layers"),
        "cell_clip": options.limit("lstm.cell_clip"),
        "proj_clip": options.limit("lstm.proj_clip"),
        "use_skip_connections": options.flag("lstm.use_skip_connections"),
        "filters": options.filters("char_cnn.filters", widest=max_characters),
        "char_dim": options.number("char_cnn.embedding.dim"),
        "n_highway": options.number("char_cnn.n_highway", default=0, least=0),
        "activation": options.one_of("char_cnn.activation", ("relu", "tanh")),
        "max_characters": max_characters,
    }


def _options(bilm: Any) -> dict[str, Any]:
    encoder = bilm.encoder
    return {
        "lstm": {
            "use_skip_connections": bilm.use_skip_connections,
            "projection_dim": bilm.projection_dim,
            "cell_clip": bilm.cell_clip,
            "proj_clip": bilm.proj_clip,
            "dim": bilm.units,
            "n_layers": bilm.n_layers,
        },
        "char_cnn": {
            "activation": encoder.activation,
            "filters": encoder.filters,
            "n_highway": encoder.n_highway,
            "embedding": {"dim": encoder.char_dim},
            "n_characters": N_CHARACTERS + 1,  # with the 0 of tokens that are not there
            "max_characters_per_token": bilm.max_characters,
        },
    }


def _variables(bilm: Any) -> dict[str, Any]:
    """Our variables under the names of the file."""
    encoder = bilm.encoder
    named = {"char_embed": encoder.char_embed}
    for i, (kernel, bias) in enumerate(zip(encoder.kernels, encoder.biases, strict=True)):
        named |= {f"CNN/W_cnn_{i}": kernel, f"CNN/b_cnn_{i}": bias}
    for i, highway in enumerate(encoder.highways):
        parts = ("W_carry", "b_carry", "W_transform", "b_transform")
        named |= {f"CNN_high_{i}/{part}": getattr(highway, part) for part in parts}
    if encoder.use_projection:
        named |= {"CNN_proj/W_proj": encoder.W_proj, "CNN_proj/b_proj": encoder.b_proj}
    for direction, layers in enumerate((bilm.forward_layers, bilm.backward_layers)):
        for k, layer in enumerate(layers):
            place = f"RNN_{direction}/RNN/MultiRNNCell/Cell{k}/LSTMCell"
            cell = layer.cell
            named |= {f"{place}/W_0": cell.kernel, f"{place}/B": cell.bias}
            named[f"{place}/W_P_0"] = cell.projection
    return named


def _projects(arrays: dict[str, np.ndarray]) -> bool:
    """Whether the file has a projection; the identity, as `save_allennlp` writes it, is none."""
    names = ("CNN_proj/W_proj", "CNN_proj/b_proj")
    W, b = (arrays.get(name) for name in names)
    if W is None or b is None:
        return W is not None
    identity = W.ndim == 2 and W.shape[0] == W.shape[1] and np.array_equal(W, np.eye(len(W)))
    if not identity or np.any(b != 0):
        return True
    for name in names:
        del arrays[name]
    return False


def _published(options: str, weights: str | os.PathLike | None) -> tuple[Path, Path]:
    """The local files of a published pair. Nothing is downloaded before someone asks for it."""
    asked = {address.rpartition("/")[2] for address in (options, os.fspath(weights or options))}
    for dataset in datasets.REGISTRY.values():
        if dataset.name.startswith("elmo_") and asked <= {file.filename for file in dataset.files}:
            first, second = datasets.locate(dataset.name).paths
            return first, second
    raise ValueError(
        "`options` and `weights` must be paths, or the addresses of one published pair. "
        f"Received: options={options!r}, weights={weights!r}. {_ELSEWHERE}"
    )


def _project_lstms(arrays: dict[str, np.ndarray], config: dict, *, weights: Any) -> None:
    """Where bilm-tf needed no projection it wrote none: the identity, without a clip, is the same.

    It projects if `projection_dim` is less than `dim`, and clips only what it has projected.
    """
    cells = [name.removesuffix("W_0") for name in arrays if name.endswith("LSTMCell/W_0")]
    if not cells or any(f"{cell}W_P_0" in arrays for cell in cells):
        return
    if config["units"] != config["projection_dim"]:
        raise ValueError(
            f"{weights}: LSTMs without a projection (there is no array '{cells[0]}W_P_0'). They "
            f"give as many numbers as `lstm.dim`, which must then be `lstm.projection_dim`. "
            f"Received: dim={config['units']}, projection_dim={config['projection_dim']}"
        )
    config["proj_clip"] = None
    for cell in cells:
        arrays[f"{cell}W_P_0"] = np.eye(config["units"], dtype=np.float32)


def _read_arrays(path: str | os.PathLike) -> dict[str, np.ndarray]:
    import h5py

    if not Path(path).is_file():
        raise FileNotFoundError(f"No such file: {path}")
    arrays: dict[str, np.ndarray] = {}

    def take(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            arrays[name] = np.asarray(item[()])

    try:
        with h5py.File(path, "r") as file:
            file.visititems(take)
    except OSError as error:
        kind = " It is a file of PyTorch." if _is_pytorch(path) else ""
        raise ValueError(f"{path}: not a readable HDF5 file ({error}).{kind}") from error
    return arrays


def _is_pytorch(path: str | os.PathLike) -> bool:
    """Whether it begins as what `torch.save` writes, a zip or a pickle; it is not opened."""
    with Path(path).open("rb") as file:
        return file.read(4).startswith((b"PK\x03\x04", b"\x80\x02"))


def _check_sizes(asked: dict[str, Any], config: dict[str, Any], options: Any) -> None:
    """Who opens the files may not ask for arrays of another size than they hold."""
    for name in ("units", "projection_dim", "n_layers", "filters", "char_dim", "n_highway"):
        if name in asked and not np.array_equal(asked[name], config[name]):
            raise ValueError(
                f"`{name}` must be what {options} says, {config[name]}, as the weights were "
                f"trained with it. Received: {name}={asked[name]!r}. Leave it out"
            )


def _assign(bilm: Any, arrays: dict[str, np.ndarray], *, weights: Any, options: Any) -> None:
    for name, variable in _variables(bilm).items():
        if name not in arrays:
            raise ValueError(
                f"{weights}: the array {name!r} is missing, which {options} asks for. "
                "Do the two files belong together?"
            )
        array, shape = arrays.pop(name), tuple(variable.shape)
        wanted = (1, *shape) if name.startswith("CNN/W_cnn") else shape
        if array.shape != wanted:
            raise ValueError(
                f"{weights}: the array {name!r} has the shape {array.shape}, {options} asks for "
                f"{wanted}. Do the two files belong together?"
            )
        variable.assign(_finite(array, "float32", name, where=f"{weights}: ").reshape(shape))
    # A trained file may also hold its softmax; an LSTM or a filter too many is a wrong pair.
    surplus = [name for name in arrays if name.startswith(("CNN", "RNN"))]
    if surplus:
        raise ValueError(
            f"{weights}: the array {surplus[0]!r} has no place in the model of {options}. "
            "Do the two files belong together?"
        )


def _finite(array: np.ndarray, dtype: str, name: str, *, where: str = "") -> np.ndarray:
    """The array with another type of number, if it can hold what is in it."""
    if array.dtype.kind not in "fiu":
        raise ValueError(f"{where}the array {name!r} must hold numbers. Received: {array.dtype}")
    with np.errstate(over="ignore"):  # told below
        made = array.astype(dtype)
    if np.isfinite(made).all():
        return made
    if not np.isfinite(array).all():
        raise ValueError(f"{where}the array {name!r} holds NaN or infinity. Train the biLM anew")
    raise ValueError(
        f"{where}the array {name!r} holds {np.abs(array).max():.3g}, too large for {dtype}. "
        'Save it with dtype="float32"'
    )
