package io.conteur.artifactss3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class S3ContractTest extends ArtifactStoreContract {
    private final S3Server server = S3Server.shared();
    private final String bucket = server.newBucket();
    private final Map<String, String> objects = new HashMap<>();
    private @TempDir Path caches;

    @Override
    protected ArtifactStore open() throws IOException {
        Path cache = caches.resolve(UUID.randomUUID().toString());
        return ArtifactStore.open(
                "s3://" + bucket + "/some/prefix", S3Server.settings(server.endpoint(), cache));
    }

    @Override
    protected byte[] stored(String key, String file) {
        return server.read(bucket, object(key, file));
    }

    @Override
    protected void damage(String key, String file, byte[] bytes) {
        server.replace(bucket, object(key, file), bytes);
    }

    @Override
    protected void remove(String key, String file) {
        server.delete(bucket, object(key, file));
    }

    /** The name of a file's object, also after its damage: its hash stands in the manifest. */
    private String object(String key, String file) {
        return objects.computeIfAbsent(file, name -> find("some/prefix/" + key + "/", name));
    }

    private String find(String prefix, String file) {
        String manifest = prefix + "manifest.json";
        if (file.equals("manifest.json")) {
            return manifest;
        }
        String json = new String(server.read(bucket, manifest), UTF_8);
        String line =
                json.lines().filter(it -> it.contains('"' + file + '"')).findFirst().orElseThrow();
        return server.names(bucket).stream()
                .filter(name -> name.startsWith(prefix + "~"))
                .filter(name -> line.contains(name.substring(name.lastIndexOf('/') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
