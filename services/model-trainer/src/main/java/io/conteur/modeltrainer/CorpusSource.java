package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;

/** Brings the corpus that a request names into the artifact store. */
record CorpusSource(Assignment assignment) {
    /** The corpus to train on. */
    ArtifactReference corpus() {
        ArtifactReference corpus = assignment.job().request().corpus();
        if (corpus == null) {
            throw JobEndedException.rejected(
                    "this trainer fetches no corpus; put it into the artifact store");
        }
        return corpus;
    }
}
