package io.conteur.console.web;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.resteasy.reactive.RestQuery;

/** Downloads of checkpoints. */
@Path("/api/checkpoints")
public class CheckpointResource {
    /** What only a trainer needs, to resume. */
    private static final Set<String> LEFT_OUT =
            Set.of("optimizer.safetensors", "trainer.json", "job.json", "manifest.json");

    private final ArtifactStore store;

    CheckpointResource(ArtifactStore store) {
        this.store = store;
    }

    /** A zip of the folder that Hugging Face transformers opens. */
    @GET
    @Path("/zip")
    @Produces("application/zip")
    @Blocking
    public Response zip(@RestQuery String key, @RestQuery String sha256) throws IOException {
        ArtifactReference checkpoint = new ArtifactReference(key, sha256);
        java.nio.file.Path folder = store.fetch(checkpoint.key(), checkpoint.sha256());
        List<java.nio.file.Path> files;
        try (Stream<java.nio.file.Path> all = Files.list(folder)) {
            files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !LEFT_OUT.contains(file.getFileName().toString()))
                            .sorted()
                            .toList();
        }
        String name = checkpoint.key().replace('/', '-').replaceFirst("^checkpoints-", "");
        StreamingOutput body = out -> write(files, name, out);
        return Response.ok(body)
                .header("Content-Disposition", "attachment; filename=\"" + name + ".zip\"")
                .build();
    }

    /** Without compression: weights do not get smaller. */
    private static void write(List<java.nio.file.Path> files, String name, OutputStream out)
            throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (java.nio.file.Path file : files) {
                zip.putNextEntry(new ZipEntry(name + "/" + file.getFileName()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
