"""Models and data of a folder laid out as `./synapse bench conversion` reads it: manifest.json, *.onnx, *.npz."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime


@dataclass(frozen=True)
class Subject:
    """A classifier with its data; `answers` are the original's, `labels` the truth, both for `test`."""

    name: str
    path: str
    test: np.ndarray
    labels: np.ndarray
    calibration: np.ndarray
    answers: np.ndarray

    def agreement(self, answers):
        """The share of samples whose largest answer is the original's."""
        return float(np.mean(answers.argmax(axis=1) == self.answers.argmax(axis=1)))

    def accuracy(self, answers):
        return float(np.mean(answers.argmax(axis=1) == self.labels))


def names(folder):
    """All classifiers of the folder."""
    return [record["name"] for record in manifest(folder) if record["task"] == "classification"]


def subject(folder, name, samples, calibration):
    """Reads one classifier with the first `samples` test and the first `calibration` calibration samples."""
    record = next(record for record in manifest(folder) if record["name"] == name)
    data = np.load(Path(folder) / record["data"]["file"])
    test = prepared(data["x_test"][:samples], record["preprocess"])
    path = str(Path(folder) / record["file"])
    return Subject(name, path, test, data["y_test"][: len(test)],
                   prepared(data["x_calib"][:calibration], record["preprocess"]), original_answers(path, test))


def manifest(folder):
    return json.loads((Path(folder) / "manifest.json").read_text())["models"]


def prepared(stored, how):
    """Stored samples as the model takes them."""
    kind = how["kind"]
    values = stored.astype(np.float32)
    if kind in ("unit", "norm"):
        values = values / np.float32(round(1 / how["scale"]))
    if kind in ("norm", "std"):
        shape = [1, -1] + [1] * (values.ndim - 2)
        mean, deviation = (np.array(how[key], np.float32).reshape(shape) for key in ("mean", "std"))
        values = (values - mean) / deviation
    elif kind not in ("raw", "unit"):
        raise ValueError(f"there is no preprocessing {kind}")
    if how.get("flatten"):
        values = values.reshape(len(values), -1)
    if how.get("layout") == "NHWC":
        values = values.transpose(0, 2, 3, 1)
    return np.ascontiguousarray(values, dtype=np.float32)


def original_answers(path, samples):
    """ONNX Runtime's answers, in batches of the size that the file fixes."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0]
    if source.type != "tensor(float)":
        raise ValueError(f"its input is a {source.type}, the peers' modules take float32")
    batch = source.shape[0] if isinstance(source.shape[0], int) else 100
    parts = [session.run(None, {source.name: samples[at:at + batch]})[0] for at in range(0, len(samples), batch)]
    return np.concatenate(parts)
