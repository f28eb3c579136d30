package io.conteur.artifactss3;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactStoreProvider;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.artifactss3.bucket.Bucket;
import io.conteur.artifactss3.bucket.BucketRoot;
import io.conteur.artifactss3.bucket.TransferLimits;
import io.conteur.artifactss3.cache.FileCache;
import java.io.IOException;
import java.time.Clock;

/** Opens roots such as {@code s3://bucket/prefix}. */
public final class S3StoreProvider implements ArtifactStoreProvider {
    @Override
    public boolean accepts(String root) {
        return root.startsWith(BucketRoot.SCHEME);
    }

    @Override
    public ArtifactStore open(String root, RemoteSettings remote) throws IOException {
        Bucket bucket = Bucket.open(BucketRoot.parse(root), remote, TransferLimits.DEFAULT);
        return new S3ArtifactStore(bucket, FileCache.open(remote.cache()), Clock.systemUTC());
    }
}
