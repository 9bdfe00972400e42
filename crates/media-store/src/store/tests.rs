use std::{convert::Infallible, fs};

use futures::stream;
use tempfile::TempDir;

use super::*;

const LIMIT: u64 = 1000;

fn store() -> (TempDir, MediaStore) {
    let folder = tempfile::tempdir().unwrap();
    // Below one that is not there yet.
    let url = Url::from_file_path(folder.path().join("media")).unwrap();
    let store = MediaStore::open(&url).unwrap();
    (folder, store)
}

fn tenant(id: i64) -> TenantId {
    id.try_into().unwrap()
}

fn key(stanza: &str) -> MessageKey {
    MessageKey::from_stored(format!("5:tenant_5:message:in:{stanza}"))
}

fn of(parts: &[&'static [u8]]) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| Ok(Bytes::from_static(part)))
        .collect();
    stream::iter(parts)
}

async fn read(
    store: &MediaStore,
    id: i64,
    stanza: &str,
    range: Option<Range<u64>>,
) -> Option<Vec<u8>> {
    let reading = store.read(tenant(id), &key(stanza), range).await.unwrap()?;
    let parts: Vec<Bytes> = reading.content.try_collect().await.unwrap();
    Some(parts.concat())
}

/// The names in the folder of a tenant.
fn names(folder: &TempDir, id: i64) -> Vec<String> {
    let folder = folder.path().join("media").join(id.to_string());
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_kept_is_read_by_its_tenant_alone() {
    let (_folder, store) = store();
    let content = of(&[b"Og", b"gS", b" and more"]);
    let kept = store
        .keep(
            (tenant(5), &key("AC36")),
            Some("audio/ogg; codecs=opus"),
            LIMIT,
            content,
        )
        .await;
    let kept = kept.unwrap();
    let sha256 = Sha256::digest(b"OggS and more").into();
    assert_eq!(
        kept,
        Kept {
            size: 13,
            sha256,
            mime: "audio/ogg"
        }
    );
    assert_eq!(
        read(&store, 5, "AC36", None).await.unwrap(),
        b"OggS and more"
    );
    assert_eq!(read(&store, 5, "AC36", Some(5..8)).await.unwrap(), b"and");
    assert_eq!(read(&store, 6, "AC36", None).await, None);
    assert_eq!(read(&store, 5, "AC37", None).await, None);
}

#[tokio::test]
async fn a_file_that_is_too_large_leaves_nothing() {
    let (folder, store) = store();
    let content =
        stream::iter((0..200).map(|_| Ok::<_, Infallible>(Bytes::from_static(b"ten bytes."))));
    let kept = store
        .keep((tenant(5), &key("AC36")), None, LIMIT, content)
        .await;
    assert!(matches!(kept, Err(KeepError::TooLarge)), "{kept:?}");
    assert_eq!(
        (read(&store, 5, "AC36", None).await, names(&folder, 5)),
        (None, vec![])
    );
}

#[tokio::test]
async fn a_file_that_breaks_off_leaves_nothing() {
    let (folder, store) = store();
    let content = stream::iter([Ok(Bytes::from_static(b"half")), Err("broken")]);
    let kept = store
        .keep((tenant(5), &key("AC36")), None, LIMIT, content)
        .await;
    assert!(matches!(kept, Err(KeepError::Source("broken"))), "{kept:?}");
    assert_eq!(
        (read(&store, 5, "AC36", None).await, names(&folder, 5)),
        (None, vec![])
    );
}

#[tokio::test]
async fn kept_twice_and_after_a_crash_it_is_there_once() {
    let (folder, store) = store();
    for round in 0..2 {
        store
            .keep((tenant(5), &key("AC36")), None, LIMIT, of(&[b"whole"]))
            .await
            .unwrap();
        let names = names(&folder, 5);
        assert_eq!(names.len(), 1, "{names:?}");
        if round == 0 {
            // What `kill -9` leaves in the middle of the next attempt.
            let left = folder
                .path()
                .join("media/5")
                .join(format!("{}#1", names[0]));
            fs::write(left, "who").unwrap();
        }
    }
    assert_eq!(read(&store, 5, "AC36", None).await.unwrap(), b"whole");
}

#[tokio::test]
async fn a_tenant_is_forgotten_with_what_a_crash_left() {
    let (folder, store) = store();
    for id in [5, 50] {
        store
            .keep((tenant(id), &key("AC36")), None, LIMIT, of(&[b"whole"]))
            .await
            .unwrap();
    }
    fs::write(folder.path().join("media/5/AC37#1"), "who").unwrap();
    store.forget(tenant(5)).await.unwrap();
    store.forget(tenant(5)).await.unwrap();
    assert_eq!((names(&folder, 5).len(), names(&folder, 50).len()), (0, 1));
    store.remove(tenant(50), &key("AC36")).await.unwrap();
    store.remove(tenant(50), &key("AC36")).await.unwrap();
    assert_eq!(names(&folder, 50).len(), 0);
}
