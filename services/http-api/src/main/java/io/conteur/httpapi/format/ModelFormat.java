package io.conteur.httpapi.format;

import io.conteur.httpapi.models.ModelCatalog;
import io.conteur.httpapi.models.ModelCatalog.Known;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/models}: models under their names, then checkpoints under their keys. */
public final class ModelFormat {
    private record Models(String object, List<Model> data) {}

    private record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            String root,
            @Nullable String parent,
            int maxModelLen) {}

    private ModelFormat() {}

    /** All of a catalog. */
    public static Record list(ModelCatalog catalog) {
        return new Models(
                "list",
                Stream.concat(
                                catalog.models().stream().map(ModelFormat::model),
                                catalog.checkpoints().stream().map(ModelFormat::checkpoint))
                        .toList());
    }

    /** One of a catalog. */
    public static Optional<Record> one(ModelCatalog catalog, String id) {
        return catalog.model(id)
                .map(ModelFormat::model)
                .or(() -> catalog.checkpoint(id).map(ModelFormat::checkpoint))
                .map(Record.class::cast);
    }

    private static Model model(Known known) {
        return of(known.checkpoint().model(), known, null);
    }

    private static Model checkpoint(Known known) {
        return of(known.key(), known, known.checkpoint().model());
    }

    private static Model of(String id, Known known, @Nullable String parent) {
        return new Model(
                id,
                "model",
                known.heard().getEpochSecond(),
                "conteur",
                known.key(),
                parent,
                known.checkpoint().context());
    }
}
