package io.conteur.console.web;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Corpora in the artifact store: list them, and upload one. */
@Path("/api/corpora")
@Produces(MediaType.APPLICATION_JSON)
public class CorpusResource {
    private final ArtifactStore store;

    CorpusResource(ArtifactStore store) {
        this.store = store;
    }

    /** A corpus that was uploaded. */
    public record Stored(String key, String sha256, long bytes, long pairs) {}

    @GET
    @Blocking
    public List<Artifact> list() throws IOException {
        return store.list("corpora");
    }

    /** Checks and stores two files; does so once for the same files. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    public Stored upload(
            @RestForm @Nullable String name,
            @RestForm @Nullable FileUpload prompts,
            @RestForm @Nullable FileUpload stories)
            throws IOException {
        if (name == null || name.isEmpty() || prompts == null || stories == null) {
            throw new BadRequestException(
                    "a name, a file of prompts and a file of stories are needed");
        }
        CorpusUpload upload = CorpusUpload.of(prompts.uploadedFile(), stories.uploadedFile());
        Artifact corpus = store.publish(upload.key(name), upload::writeTo);
        return new Stored(corpus.key(), corpus.sha256(), corpus.bytes(), upload.pairs());
    }
}
