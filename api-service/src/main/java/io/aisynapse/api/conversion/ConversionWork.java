package io.aisynapse.api.conversion;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.blob.BlobOwner;
import io.aisynapse.api.chip.ChipUse;
import io.aisynapse.api.dataset.DatasetUse;
import io.aisynapse.api.model.ModelUse;
import io.aisynapse.api.work.Work;
import io.aisynapse.api.work.WorkOwner;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.protocol.work.WorkResult.NirFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What a converter says of a conversion, passed on to the jobs that wait for it. */
@Component
class ConversionWork implements WorkOwner, BlobOwner, ModelUse, DatasetUse, ChipUse {
    private final ConversionRows rows;
    private final List<ConversionListener> listeners;
    private final ArtifactStore store;
    private final ApiSettings settings;

    ConversionWork(ConversionRows rows, List<ConversionListener> listeners, ArtifactStore store, ApiSettings settings) {
        this.rows = rows;
        this.listeners = listeners;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public WorkKind kind() {
        return WorkKind.CONVERSION;
    }

    @Override
    public void claimed(Work work) {
        rows.running(work.subjectId());
    }

    @Override
    public void progressed(Work work, Beat beat) {
        if (rows.progressed(work.subjectId(), beat, settings.timing().progressEvery())) {
            listeners.forEach(listener -> listener.progressed(work.subjectId(), beat));
        }
    }

    @Override
    public void verify(Work work, WorkResult result) throws IOException, BadResultException {
        if (!(result instanceof ModelConverted converted) || converted.summary() == null) {
            throw new BadResultException("no converted model");
        }
        try {
            store.size(converted.programDigest());
            NirFiles nir = converted.nir();
            if (nir != null) {
                store.size(nir.networkDigest());
                store.size(nir.expectedDigest());
            }
            if (store.size(converted.reportDigest()) > settings.limits().resultBytes()) {
                throw new BadResultException("a report that is too large");
            }
        } catch (FileNotFoundException | IllegalArgumentException e) {
            throw new BadResultException("program, report or network is not in the store");
        }
    }

    @Override
    public boolean committed(Work work, WorkResult result) {
        ModelConverted converted = (ModelConverted) result;
        if (!rows.ready(work.subjectId(), converted)) {
            return false;
        }
        listeners.forEach(listener -> listener.ready(work.subjectId(), converted.programDigest(), converted.summary()));
        return true;
    }

    @Override
    public void failed(Work work, WorkFailure failure) {
        if (rows.failed(work.subjectId(), failure)) {
            listeners.forEach(listener -> listener.failed(work.subjectId(), failure));
        }
    }

    @Override
    public boolean needs(String digest) {
        return rows.needs(digest);
    }

    @Override
    public boolean uses(UUID modelId) {
        return rows.usesModel(modelId);
    }

    @Override
    public boolean usesChip(UUID tenantId, String name) {
        return rows.usesChip(tenantId, name);
    }

    @Override
    public boolean usesDataset(UUID datasetId) {
        return rows.usesDataset(datasetId);
    }
}
