package io.aisynapse.api.dataset;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.dataset.DatasetReader.ArrivedArray;
import io.aisynapse.api.dataset.Datasets.DatasetView;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.protocol.array.ArrayFormatException;
import io.aisynapse.protocol.array.NpzFile;
import io.aisynapse.protocol.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** An npy or npz file, taken into a temporary one, read strictly, kept as two plain arrays. */
@Component
class DatasetUploads {
    private final DatasetReader reader;
    private final Datasets datasets;
    private final ResourceIds ids;
    private final ApiSettings settings;

    DatasetUploads(DatasetReader reader, Datasets datasets, ResourceIds ids, ApiSettings settings) {
        this.reader = reader;
        this.datasets = datasets;
        this.ids = ids;
        this.settings = settings;
    }

    /**
     * @param inputs name of the inputs in an npz
     * @param labels name of the labels; those by the standard name may be missing
     * @param labelsWanted whether they were asked for by name
     */
    record Members(String inputs, String labels, boolean labelsWanted) {}

    DatasetView upload(UUID tenantId, String name, Members members, InputStream body) throws IOException {
        Path file = Files.createTempFile("upload", ".part");
        try {
            MessageDigest sha256 = sha256();
            long size = Files.copy(new DigestInputStream(body, sha256), file, StandardCopyOption.REPLACE_EXISTING);
            String digest = "sha256:" + HexFormat.of().formatHex(sha256.digest());
            try (ReadDataset arrived = read(file, members, digest, size)) {
                return datasets.insert(ids.next(), tenantId, name, arrived);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private ReadDataset read(Path file, Members members, String digest, long size) throws IOException {
        String place = "body";
        try {
            if (!isZip(file)) {
                try (InputStream npy = Files.newInputStream(file)) {
                    return describe(reader.inputs(npy), null, digest, size);
                }
            }
            try (NpzFile npz = NpzFile.open(file, settings.limits().arrayBytes())) {
                place = members.inputs();
                ArrivedArray inputs;
                try (InputStream npy = npz.open(members.inputs())) {
                    inputs = reader.inputs(npy);
                }
                if (!members.labelsWanted() && !npz.has(members.labels())) {
                    return describe(inputs, null, digest, size);
                }
                place = members.labels();
                return describe(inputs, labels(npz, members.labels(), inputs), digest, size);
            }
        } catch (ArrayFormatException e) {
            throw ProblemException.refused(
                    "The dataset is not accepted.",
                    List.of(new Problem(
                            e.code(), place, "The array is not accepted.", e.seen(), e.wanted(), e.hint())));
        }
    }

    private ArrivedArray labels(NpzFile npz, String member, ArrivedArray inputs) throws IOException {
        try (InputStream npy = npz.open(member)) {
            return reader.labels(npy, (int) inputs.header().rows());
        } catch (IOException | RuntimeException e) {
            inputs.close();
            throw e;
        }
    }

    private static ReadDataset describe(ArrivedArray inputs, @Nullable ArrivedArray labels, String digest, long size) {
        return new ReadDataset(
                (int) inputs.header().rows(),
                DatasetReader.sampleDimensions(inputs.header()),
                inputs.bytes(),
                labels == null ? null : labels.bytes(),
                digest,
                size);
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream start = Files.newInputStream(file)) {
            return start.read() == 'P' && start.read() == 'K';
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
