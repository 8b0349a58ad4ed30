#include "base/certificate.h"

#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/check.h"

namespace {

X509* Raw(const Certificate& certificate) {
  return static_cast<X509*>(certificate.handle());
}

UnixMillis MillisOf(const ASN1_TIME* time) {
  const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> epoch(ASN1_TIME_set(nullptr, 0),
                                                                    &ASN1_TIME_free);
  int days = 0;
  int seconds = 0;
  if (epoch == nullptr || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return 0;
  return (UnixMillis{days} * 86'400 + seconds) * 1000;
}

std::string TextOf(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

using Store = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;
using Stack = std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)>;

void FreeStack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}

/// A store that trusts the last of `authorities` and judges validity at `time`.
Store TrustOnly(std::span<const Certificate> authorities, UnixMillis time) {
  Store store(X509_STORE_new(), &X509_STORE_free);
  if (store == nullptr) return store;
  X509_STORE_add_cert(store.get(), Raw(authorities.back()));
  X509_VERIFY_PARAM* const parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(time / 1000));
  // A trust root may hand out an intermediate authority as its end.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  return store;
}

Stack StackOf(std::span<const Certificate> certificates) {
  Stack stack(sk_X509_new_null(), &FreeStack);
  if (stack == nullptr) return stack;
  for (const Certificate& certificate : certificates) sk_X509_push(stack.get(), Raw(certificate));
  return stack;
}

}  // namespace

std::optional<Certificate> Certificate::FromDer(Bytes der) {
  const unsigned char* at = der.data();
  X509* const raw = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
  std::shared_ptr<void> handle(raw, [](void* each) { X509_free(static_cast<X509*>(each)); });
  if (raw == nullptr || at != der.data() + der.size()) return std::nullopt;
  return Certificate(std::move(handle));
}

std::optional<Certificate> Certificate::FromPem(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (memory == nullptr) return std::nullopt;
  X509* const raw = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr);
  if (raw == nullptr) return std::nullopt;
  return Certificate({raw, [](void* each) { X509_free(static_cast<X509*>(each)); }});
}

ByteVector Certificate::Der() const {
  unsigned char* der = nullptr;
  const int size = i2d_X509(Raw(*this), &der);
  CHECK(size > 0, "a certificate that was read can be written");
  ByteVector bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

UnixMillis Certificate::NotBefore() const {
  return MillisOf(X509_get0_notBefore(Raw(*this)));
}
UnixMillis Certificate::NotAfter() const {
  return MillisOf(X509_get0_notAfter(Raw(*this)));
}

std::optional<PublicKey> Certificate::Key() const {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(Raw(*this)), &der);
  if (size <= 0) return std::nullopt;
  auto key = PublicKey::FromSpki({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return key;
}

std::vector<std::string> Certificate::AlternativeNames() const {
  std::vector<std::string> texts;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(Raw(*this), NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  if (names == nullptr) return texts;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_URI) texts.push_back(TextOf(name->d.uniformResourceIdentifier));
    if (name->type == GEN_EMAIL) texts.push_back(TextOf(name->d.rfc822Name));
  }
  return texts;
}

std::optional<ByteVector> Certificate::Extension(const char* identifier) const {
  const std::unique_ptr<ASN1_OBJECT, decltype(&ASN1_OBJECT_free)> object(OBJ_txt2obj(identifier, 1),
                                                                         &ASN1_OBJECT_free);
  if (object == nullptr) return std::nullopt;
  const int at = X509_get_ext_by_OBJ(Raw(*this), object.get(), -1);
  if (at < 0) return std::nullopt;
  const ASN1_OCTET_STRING* const data = X509_EXTENSION_get_data(X509_get_ext(Raw(*this), at));
  const unsigned char* const bytes = ASN1_STRING_get0_data(data);
  return ByteVector(bytes, bytes + ASN1_STRING_length(data));
}

bool Certificate::MaySignCode() const {
  const std::uint32_t usage = X509_get_extended_key_usage(Raw(*this));
  return usage != UINT32_MAX && (usage & XKU_CODE_SIGN) != 0;
}

ByteVector Certificate::PreCertificate() const {
  const std::unique_ptr<X509, decltype(&X509_free)> copy(X509_dup(Raw(*this)), &X509_free);
  if (copy == nullptr) return {};
  const int at = X509_get_ext_by_NID(copy.get(), NID_ct_precert_scts, -1);
  if (at >= 0) X509_EXTENSION_free(X509_delete_ext(copy.get(), at));
  unsigned char* der = nullptr;
  const int size = i2d_re_X509_tbs(copy.get(), &der);
  if (size <= 0) return {};
  ByteVector bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

bool Certificate::IsIssuedBy(std::span<const Certificate> authorities, UnixMillis time) const {
  if (authorities.empty()) return false;
  const Store store = TrustOnly(authorities, time);
  const Stack between = StackOf(authorities.first(authorities.size() - 1));
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
      X509_STORE_CTX_new(), &X509_STORE_CTX_free);
  if (store == nullptr || between == nullptr || context == nullptr) return false;
  if (X509_STORE_CTX_init(context.get(), store.get(), Raw(*this), between.get()) != 1) return false;
  return X509_verify_cert(context.get()) == 1;
}

std::optional<TimeStamp> VerifyTimeStamp(Bytes der, Bytes message,
                                         std::span<const Certificate> authorities) {
  if (authorities.empty()) return std::nullopt;
  const unsigned char* at = der.data();
  const std::unique_ptr<TS_RESP, decltype(&TS_RESP_free)> response(
      d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())), &TS_RESP_free);
  if (response == nullptr || at != der.data() + der.size()) return std::nullopt;
  TS_TST_INFO* const info = TS_RESP_get_tst_info(response.get());
  if (info == nullptr) return std::nullopt;
  const UnixMillis time = MillisOf(TS_TST_INFO_get_time(info));

  const std::unique_ptr<TS_VERIFY_CTX, decltype(&TS_VERIFY_CTX_free)> context(TS_VERIFY_CTX_new(),
                                                                              &TS_VERIFY_CTX_free);
  Store store = TrustOnly(authorities, time);
  if (context == nullptr || store == nullptr) return std::nullopt;
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
  // The context takes both over and frees them; the certificates need a reference of their own.
  STACK_OF(X509)* const known = sk_X509_new_null();
  for (const Certificate& certificate : authorities) {
    X509_up_ref(Raw(certificate));
    sk_X509_push(known, Raw(certificate));
  }
  TS_VERIFY_CTX_set_certs(context.get(), known);
  TS_VERIFY_CTX_set_store(context.get(), store.release());
  TS_VERIFY_CTX_set_data(context.get(),
                         BIO_new_mem_buf(message.data(), static_cast<int>(message.size())));
  if (TS_RESP_verify_response(context.get(), response.get()) != 1) return std::nullopt;
  return TimeStamp{.time = time};
}
