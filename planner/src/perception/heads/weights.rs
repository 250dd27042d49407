//! A head's weights as a file: safetensors, half precision.

use std::collections::HashMap;

use candle_core::{DType, Device, Tensor};
use safetensors::tensor::{Dtype, TensorView};

use super::lexicon::Lexicon;
use super::pooler::{self, Pooler};
use super::{HeadError, Shape};

/// The bytes of a weights file. Tensors are in the order of their names, so equal weights are equal bytes.
pub(super) fn write(poolers: &[Pooler], lexicon: &Lexicon) -> Result<Vec<u8>, HeadError> {
    let mut named: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    for (member, pooler) in poolers.iter().enumerate() {
        for (name, tensor) in pooler::NAMES.iter().zip(pooler.tensors()) {
            named.push((format!("pooler.{member}.{name}"), tensor.dims().to_vec(), halves(tensor)?));
        }
    }
    let (weights, bias) = lexicon.parts();
    let table = (weights.len() / bias.len().max(1), bias.len());
    let weights = Tensor::from_slice(weights, table, &Device::Cpu)?;
    named.push(("lexicon.weights".to_owned(), weights.dims().to_vec(), halves(&weights)?));
    named.push(("lexicon.bias".to_owned(), vec![bias.len()], halves(&Tensor::new(bias, &Device::Cpu)?)?));
    let views = named.iter().map(|(name, shape, bytes)| {
        TensorView::new(Dtype::F16, shape.clone(), bytes).map(|view| (name.as_str(), view))
    });
    let views = views.collect::<Result<Vec<_>, _>>().map_err(candle_core::Error::from)?;
    Ok(safetensors::serialize(views, None).map_err(candle_core::Error::from)?)
}

/// Reads what [`write`] wrote, and checks every shape.
pub(super) fn read(bytes: &[u8], shape: &Shape, labels: usize) -> Result<(Vec<Pooler>, Lexicon), HeadError> {
    let mut tensors = candle_core::safetensors::load_buffer(bytes, &Device::Cpu)?;
    let mut poolers = Vec::with_capacity(shape.members);
    for member in 0..shape.members {
        let mut parts = Vec::with_capacity(pooler::NAMES.len());
        for (name, dims) in pooler::NAMES.iter().zip(pooler::shapes(shape, labels)) {
            parts.push(take(&mut tensors, &format!("pooler.{member}.{name}"), &dims)?);
        }
        let parts: [Tensor; 6] = parts.try_into().map_err(|_| HeadError::Data("a pooler has six tensors".into()))?;
        poolers.push(Pooler::new(parts));
    }
    let weights = take(&mut tensors, "lexicon.weights", &[shape.buckets, labels])?.flatten_all()?.to_vec1()?;
    let bias = take(&mut tensors, "lexicon.bias", &[labels])?.to_vec1()?;
    let lexicon = Lexicon::new(shape.buckets, weights, bias);
    let lexicon = lexicon.ok_or_else(|| HeadError::Manifest("the lexicon's sizes are impossible".into()))?;
    match tensors.keys().min() {
        Some(other) => Err(HeadError::Manifest(format!("the weights hold `{other}`, which the head has no use for"))),
        None => Ok((poolers, lexicon)),
    }
}

fn take(tensors: &mut HashMap<String, Tensor>, name: &str, dims: &[usize]) -> Result<Tensor, HeadError> {
    let tensor = tensors.remove(name).ok_or_else(|| HeadError::Manifest(format!("the weights lack `{name}`")))?;
    if tensor.dims() != dims {
        return Err(HeadError::Manifest(format!("`{name}` is {:?}, not {dims:?}", tensor.dims())));
    }
    Ok(tensor.to_dtype(DType::F32)?)
}

fn halves(tensor: &Tensor) -> Result<Vec<u8>, HeadError> {
    let values: Vec<half::f16> = tensor.flatten_all()?.to_dtype(DType::F16)?.to_vec1()?;
    Ok(values.iter().flat_map(|value| value.to_le_bytes()).collect())
}
